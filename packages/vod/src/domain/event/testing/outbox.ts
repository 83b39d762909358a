import { createFetcher, parseFetchAllow } from '@cliploop/fetch';
import { Vault } from '../../../store/secret/vault.js';
import { Signals } from '../../../store/signal/signals.js';
import { type TestDatabase, testDatabase } from '../../../testing/database.js';
import { emit } from '../emit.js';
import type { Event } from '../event.js';
import { type EventOptions, Events } from '../events.js';

export const subAppId = 1_500_000_001;
export const otherAppId = 1_500_000_002;

export interface Outbox {
  readonly database: TestDatabase;
  /** Opens the events as a new process does, with nothing but the rows. @param options `tickMs`: interval of its signals; `allow`: addresses that callbacks may reach */
  events(options?: EventOptions & { tickMs?: number; allow?: string }): Events & Pick<Signals, 'start' | 'stop'>;
  /** Logged warnings. */
  readonly warnings: string[];
  emit(event: Event, to?: number): Promise<void>;
  close(): Promise<void>;
}

/** A database with two applications. Callbacks to loopback are allowed. */
export async function outbox(): Promise<Outbox> {
  const database = await testDatabase();
  const { db, pool } = database;
  const row = { name: '', description: '', status: 'On' as const };
  const ids = [subAppId, otherAppId];
  await db
    .insertInto('application')
    .values(ids.map((id) => ({ ...row, sub_app_id: id })))
    .execute();
  const vault = new Vault(Buffer.alloc(32, 7));
  const warnings: string[] = [];
  const warn = (message: string) => void warnings.push(message);
  return {
    database,
    warnings,
    events: ({ tickMs = 50, allow = '127.0.0.1', ...options } = {}) => {
      const fetcher = createFetcher({ allow: parseFetchAllow(allow) });
      const signals = new Signals({ pool, warn }, tickMs);
      const events = new Events({ db, signals, vault, fetcher, allowed: allow, warn }, options);
      return Object.assign(events, { start: () => signals.start(), stop: () => signals.stop() });
    },
    emit: (event, to = subAppId) => db.transaction().execute((trx) => emit(trx, to, event)),
    close: () => database.close(),
  };
}

/** A ProcedureStateChanged event. Tests identify it by the id of its task. */
export function change(taskId: string): Event {
  return { EventType: 'ProcedureStateChanged', ProcedureStateChangeEvent: { TaskId: taskId, Status: 'FINISH' } };
}

/** The id of the task in an event of `change`. */
export function taskOf(content: object): string {
  return (content as { ProcedureStateChangeEvent: { TaskId: string } }).ProcedureStateChangeEvent.TaskId;
}
