import type { Insertable, Selectable } from 'kysely';
import type { Database } from '../../store/database/database.js';
import type { Vault } from '../../store/secret/vault.js';
import type { EventConfigTable } from '../../store/tables/event.js';
import { redirectCallbacks } from './redirect.js';

/** How an application gets its events. */
interface EventConfig {
  mode: 'PUSH' | 'PULL';
  /** Empty: no callbacks. */
  notificationUrl: string;
  uploadSwitch: boolean;
  deleteSwitch: boolean;
  persistenceSwitch: boolean;
}

interface EventConfigChange extends Partial<EventConfig> {
  /** Key that signs callbacks. Empty: callbacks are not signed. */
  signKey?: string;
}

/** Where and how callbacks are sent. */
export interface Delivery {
  /** Empty: nowhere. */
  readonly url: string;
  /** Absent: callbacks are not signed. */
  readonly signKey: string | undefined;
}

/** The event configurations of the applications. */
export class EventConfigs {
  constructor(
    private readonly db: Database,
    private readonly vault: Vault,
  ) {}

  /** Changes the given fields. Callbacks that wait go to a new URL, too. */
  async modify(subAppId: number, change: EventConfigChange): Promise<void> {
    const columns = this.columns(subAppId, change);
    await this.db
      .insertInto('event_config')
      .values({ sub_app_id: subAppId, ...columns })
      .onConflict((conflict) => conflict.column('sub_app_id').doUpdateSet({ ...columns, update_time: new Date() }))
      .execute();
    if (change.notificationUrl !== undefined) await redirectCallbacks(this.db, subAppId, change.notificationUrl);
  }

  /** The configuration. Default: callbacks without a URL, which means no events. */
  async describe(subAppId: number): Promise<EventConfig> {
    const row = await this.row(subAppId);
    return {
      mode: row?.mode ?? 'PUSH',
      notificationUrl: row?.notification_url ?? '',
      uploadSwitch: row?.upload_switch ?? false,
      deleteSwitch: row?.delete_switch ?? false,
      persistenceSwitch: row?.persistence_switch ?? false,
    };
  }

  /**
   * Where and how callbacks are sent now, also those that already wait, so that a wrong URL or a leaked key is replaced at once.
   * @returns undefined for an application that never had a configuration
   */
  async delivery(subAppId: number): Promise<Delivery | undefined> {
    const row = await this.row(subAppId);
    return (
      row && {
        url: row.notification_url,
        signKey: row.sign_key ? this.vault.open(row.sign_key, owner(subAppId)) : undefined,
      }
    );
  }

  private async row(subAppId: number): Promise<Selectable<EventConfigTable> | undefined> {
    return this.db.selectFrom('event_config').selectAll().where('sub_app_id', '=', subAppId).executeTakeFirst();
  }

  private columns(subAppId: number, change: EventConfigChange): Omit<Insertable<EventConfigTable>, 'sub_app_id'> {
    const { mode, notificationUrl, uploadSwitch, deleteSwitch, persistenceSwitch, signKey } = change;
    return {
      ...(mode !== undefined && { mode }),
      ...(notificationUrl !== undefined && { notification_url: notificationUrl }),
      ...(uploadSwitch !== undefined && { upload_switch: uploadSwitch }),
      ...(deleteSwitch !== undefined && { delete_switch: deleteSwitch }),
      ...(persistenceSwitch !== undefined && { persistence_switch: persistenceSwitch }),
      ...(signKey !== undefined && { sign_key: signKey === '' ? null : this.vault.seal(signKey, owner(subAppId)) }),
    };
  }
}

function owner(subAppId: number): string {
  return `the callbacks of application ${subAppId}`;
}
