import type { Insertable, Selectable } from 'kysely';
import type { Database } from '../../store/database/database.js';
import type { Vault } from '../../store/secret/vault.js';
import type { EventConfigTable } from '../../store/tables/event.js';

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

/** The event configurations of the applications. */
export class EventConfigs {
  constructor(
    private readonly db: Database,
    private readonly vault: Vault,
  ) {}

  /** Changes the given fields, for later events. */
  async modify(subAppId: number, change: EventConfigChange): Promise<void> {
    const columns = this.columns(subAppId, change);
    await this.db
      .insertInto('event_config')
      .values({ sub_app_id: subAppId, ...columns })
      .onConflict((conflict) => conflict.column('sub_app_id').doUpdateSet({ ...columns, update_time: new Date() }))
      .execute();
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

  /** The current key. It also signs callbacks that already wait, so that a leaked key is replaced at once. */
  async signKey(subAppId: number): Promise<string | undefined> {
    const sealed = (await this.row(subAppId))?.sign_key;
    return sealed ? this.vault.open(sealed, owner(subAppId)) : undefined;
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
