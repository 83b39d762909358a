import type { Database } from '../../store/database/database.js';
import { insertChanges } from './audit-log.js';

/** A change by a command of the operator. */
export interface CommandEntry {
  /** The command: `key create`. */
  readonly action: string;
  /** What was changed: `SecretId=AKID…`. */
  readonly object: string;
  readonly subAppId?: number | undefined;
  /** The operator: `command of root`. */
  readonly who: string;
}

/** Records a command in the audit log. @param db the transaction of the change */
export async function recordCommand(db: Database, { action, object, subAppId, who }: CommandEntry): Promise<void> {
  const entry = { time: new Date(), secretId: '', action, subAppId: subAppId ?? null, object };
  await insertChanges(db, [{ ...entry, address: who, requestId: '' }]);
}
