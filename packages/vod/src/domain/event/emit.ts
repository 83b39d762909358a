import type { Transaction } from 'kysely';
import { announce } from '../../store/signal/signals.js';
import type { Tables } from '../../store/tables/index.js';
import type { Event, EventType } from './event.js';
import { pullTopic, pushTopic } from './topic.js';

/** The switch of each type. Types without one are always sent. */
const switches = {
  NewFileUpload: 'upload_switch',
  FileDeleted: 'delete_switch',
  ProcedureStateChanged: undefined,
  PullComplete: undefined,
} as const satisfies Record<EventType, keyof Tables['event_config'] | undefined>;

/**
 * Writes an event in the transaction of the caller, as a callback or into the queue, by the current configuration of the
 * application. Without a configuration, or if the type is switched off, the event is dropped. A committed event survives crashes.
 */
export async function emit(trx: Transaction<Tables>, subAppId: number, event: Event): Promise<void> {
  const config = await trx
    .selectFrom('event_config')
    .select(['mode', 'notification_url', 'upload_switch', 'delete_switch'])
    .where('sub_app_id', '=', subAppId)
    .executeTakeFirst();
  if (!config) return;
  const column = switches[event.EventType];
  if (column && !config[column]) return;
  const common = { sub_app_id: subAppId, content: JSON.stringify(event) };
  if (config.mode === 'PULL') {
    await trx.insertInto('event_queue').values(common).execute();
    await announce(trx, pullTopic(subAppId));
  } else if (config.notification_url !== '') {
    const url = config.notification_url;
    await trx
      .insertInto('event_callback')
      .values({ ...common, url, host: new URL(url).host })
      .execute();
    await announce(trx, pushTopic);
  }
}
