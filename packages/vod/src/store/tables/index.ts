import type { ApplicationTable } from './application.js';
import type { AuditChangeTable, AuditRefusalTable } from './audit.js';
import type { ChangeTable } from './change.js';
import type { CosObjectTable, CosPartTable, CosReservationTable, CosUploadTable } from './cos.js';
import type { DerivedLeaseTable, DerivedObjectTable } from './derived.js';
import type { EventCallbackTable, EventConfigTable, EventDeliveryTable, EventQueueTable } from './event.js';
import type { JobTable, JobTurnTable } from './job.js';
import type { KeyHolderTable, KeyPairTable, UsedSignatureTable } from './key.js';
import type { AnimationTable, MediaDeletionTable, MediaTable, SupersededTable } from './media.js';
import type { MediaClassTable } from './media-class.js';
import type { ProcedureTable } from './procedure.js';
import type { SignInLinkTable, SignInSessionTable } from './sign-in.js';
import type { SessionTable, SubTaskTable, TaskTable } from './task.js';
import type { TemplateTable } from './template.js';
import type { ResumableUploadTable, UploadMarkTable, UploadTable } from './upload.js';
import type { WorkerTable } from './worker.js';

/**
 * The types of the tables, for Kysely. Columns have the names of the contract in snake case. The driver returns bigint columns as
 * JavaScript numbers, because ids stay below 2^53.
 */
export interface Tables {
  application: ApplicationTable;
  key_pair: KeyPairTable;
  key_holder: KeyHolderTable;
  used_signature: UsedSignatureTable;
  audit_change: AuditChangeTable;
  audit_refusal: AuditRefusalTable;
  template: TemplateTable;
  procedure: ProcedureTable;
  media_class: MediaClassTable;
  media: MediaTable;
  animation: AnimationTable;
  media_deletion: MediaDeletionTable;
  superseded: SupersededTable;
  derived_object: DerivedObjectTable;
  derived_lease: DerivedLeaseTable;
  task: TaskTable;
  sub_task: SubTaskTable;
  session: SessionTable;
  job: JobTable;
  job_turn: JobTurnTable;
  event_config: EventConfigTable;
  event_queue: EventQueueTable;
  event_callback: EventCallbackTable;
  event_delivery: EventDeliveryTable;
  cos_upload: CosUploadTable;
  cos_part: CosPartTable;
  cos_object: CosObjectTable;
  cos_reservation: CosReservationTable;
  upload: UploadTable;
  upload_mark: UploadMarkTable;
  sign_in_session: SignInSessionTable;
  sign_in_link: SignInLinkTable;
  resumable_upload: ResumableUploadTable;
  worker: WorkerTable;
  change: ChangeTable;
}
