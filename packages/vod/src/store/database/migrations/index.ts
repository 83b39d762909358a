import type { Transaction } from 'kysely';
import { applications } from './0001-applications.js';
import { flows } from './0002-flows.js';
import { media } from './0003-media.js';
import { events } from './0004-events.js';
import { tasks } from './0005-tasks.js';
import { pulls } from './0006-pulls.js';
import { uploads } from './0007-uploads.js';
import { cos } from './0008-cos.js';
import { pullUploads } from './0009-pull-uploads.js';
import { convertInputs, typedInputs } from './0010-typed-inputs.js';
import { cosChecksums } from './0011-cos-checksums.js';
import { pullsAsSubTasks } from './0012-pulls-as-sub-tasks.js';
import { mediaTerms } from './0013-media-terms.js';
import { keys } from './0014-keys.js';
import { uploadLimits } from './0015-upload-limits.js';
import { jobs } from './0016-jobs.js';
import { serviceState } from './0017-service-state.js';
import { uploadDeaths } from './0018-upload-deaths.js';
import { workers } from './0019-workers.js';
import { signIn } from './0020-sign-in.js';
import { changes } from './0022-changes.js';
import { deliveries } from './0023-deliveries.js';
import { workerState } from './0024-worker-state.js';
import { sessionChanges } from './0025-session-changes.js';
import { resumableUploads } from './0028-resumable-uploads.js';
import { derivedObjects } from './0029-derived-objects.js';
import { taskSettings } from './0030-task-settings.js';
import { urlAnimations } from './0031-url-animations.js';

export interface Migration {
  /** Does not change after a release. */
  readonly name: string;
  readonly sql: string;
  /** Runs after the SQL, in the same transaction. */
  readonly run?: <T>(trx: Transaction<T>) => Promise<void>;
}

/** In the order in which they run. A released migration is never edited; a later one corrects it. */
export const migrations: readonly Migration[] = [
  { name: '0001-applications', sql: applications },
  { name: '0002-flows', sql: flows },
  { name: '0003-media', sql: media },
  { name: '0004-events', sql: events },
  { name: '0005-tasks', sql: tasks },
  { name: '0006-pulls', sql: pulls },
  { name: '0007-uploads', sql: uploads },
  { name: '0008-cos', sql: cos },
  { name: '0009-pull-uploads', sql: pullUploads },
  { name: '0010-typed-inputs', sql: typedInputs, run: convertInputs },
  { name: '0011-cos-checksums', sql: cosChecksums },
  { name: '0012-pulls-as-sub-tasks', sql: pullsAsSubTasks },
  { name: '0013-media-terms', sql: mediaTerms },
  { name: '0014-keys', sql: keys },
  { name: '0015-upload-limits', sql: uploadLimits },
  { name: '0016-jobs', sql: jobs },
  { name: '0017-service-state', sql: serviceState },
  { name: '0018-upload-deaths', sql: uploadDeaths },
  { name: '0019-workers', sql: workers },
  { name: '0020-sign-in', sql: signIn },
  { name: '0022-changes', sql: changes },
  { name: '0023-deliveries', sql: deliveries },
  { name: '0024-worker-state', sql: workerState },
  { name: '0025-session-changes', sql: sessionChanges },
  { name: '0028-resumable-uploads', sql: resumableUploads },
  { name: '0029-derived-objects', sql: derivedObjects },
  { name: '0030-task-settings', sql: taskSettings },
  { name: '0031-url-animations', sql: urlAnimations },
];
