import type { About } from '../domain/about/about.js';
import type { Applications } from '../domain/application/applications.js';
import type { SubApps } from '../domain/application/sub-apps.js';
import type { AuditLog } from '../domain/audit/audit-log.js';
import type { Changes } from '../domain/change/changes.js';
import type { Events } from '../domain/event/events.js';
import type { KeyPairs } from '../domain/key/key-pairs.js';
import type { KeyRequests } from '../domain/key/key-requests.js';
import type { LastUse } from '../domain/key/last-use.js';
import type { UsedSignatures } from '../domain/key/used-signatures.js';
import type { MediaLibrary } from '../domain/media/media-library.js';
import type { MediaClasses } from '../domain/media-class/media-classes.js';
import type { Pictures } from '../domain/picture/pictures.js';
import type { Procedures } from '../domain/procedure/procedures.js';
import type { SignInAttempts } from '../domain/sign-in/attempts.js';
import type { SignInLinks } from '../domain/sign-in/links.js';
import type { Sessions } from '../domain/sign-in/sessions.js';
import type { PullUploads } from '../domain/task/pull-uploads.js';
import type { Tasks } from '../domain/task/tasks.js';
import type { Templates } from '../domain/template/templates.js';
import type { ResumableUploads } from '../domain/upload/resumable/resumable-uploads.js';
import type { Uploads } from '../domain/upload/uploads.js';
import type { UrlAnimations } from '../domain/url-animation/url-animations.js';
import type { Usage } from '../domain/usage/usage.js';
import type { Database } from '../store/database/database.js';
import type { Health } from '../store/health/health.js';

/** The domain objects that actions use. */
export interface Service {
  readonly db: Database;
  readonly applications: Applications;
  readonly subApps: SubApps;
  readonly keyPairs: KeyPairs;
  readonly keys: KeyRequests;
  readonly lastUse: LastUse;
  readonly usedSignatures: UsedSignatures;
  readonly sessions: Sessions;
  readonly signInLinks: SignInLinks;
  readonly signInAttempts: SignInAttempts;
  readonly audit: AuditLog;
  readonly templates: Templates;
  readonly procedures: Procedures;
  readonly mediaClasses: MediaClasses;
  readonly media: MediaLibrary;
  readonly pictures: Pictures;
  readonly urlAnimations: UrlAnimations;
  readonly tasks: Tasks;
  readonly pullUploads: PullUploads;
  readonly events: Events;
  readonly uploads: Uploads;
  /** Uploads with tus. */
  readonly resumable: ResumableUploads;
  readonly health: Health;
  readonly about: About;
  readonly usage: Usage;
  readonly changes: Changes;
}
