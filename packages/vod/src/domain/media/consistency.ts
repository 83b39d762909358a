import { setTimeout as delay } from 'node:timers/promises';
import { sql } from 'kysely';
import type { Database } from '../../store/database/database.js';
import type { Log } from '../../store/log.js';
import type { Storage } from '../../store/storage/storage.js';

/** Keys of one query. */
const STEP = 500;
const DAY_MS = 86_400_000;
/** How long files without a row are kept, ms. */
export const ORPHAN_GRACE_MS = 7 * DAY_MS;
/** Keys in a report. */
const MOST_NAMED = 20;

export interface Consistency {
  /** Media files, covers and animations that have a row. */
  readonly rows: number;
  /** Those of them whose file does not exist. */
  readonly missing: number;
  /** Files that no row refers to, and that are not marked for deletion yet. */
  readonly orphans: number;
  /** The first keys of each. */
  readonly named: { readonly missing: readonly string[]; readonly orphans: readonly string[] };
}

export interface ConsistencyOptions {
  readonly stop?: AbortSignal | undefined;
  /** Pause after each step, so that the check does not delay requests, ms. Default 0. */
  readonly pauseMs?: number;
  /** Called with keys of orphans. */
  readonly onOrphans?: (keys: readonly string[]) => Promise<void>;
}

/**
 * Compares rows and files: after a restored backup, one of them may be older than the other. Files that are being stored have a
 * deletion mark and are no orphans.
 */
export async function checkConsistency(
  db: Database,
  storage: Storage,
  { stop, pauseMs = 0, onOrphans }: ConsistencyOptions = {},
): Promise<Consistency> {
  let rows = 0;
  const missing = new Found();
  const orphans = new Found();
  for (let after = ''; !stop?.aborted; await delay(pauseMs)) {
    const keys = await keysAfter(db, after);
    const absent: string[] = [];
    for (const key of keys) if (!(await storage.exists(key))) absent.push(key);
    // Some media may have been deleted meanwhile.
    const known = await knownAmong(db, absent, false);
    for (const key of absent) if (known.has(key)) missing.add(key);
    rows += keys.length;
    if (keys.length < STEP) break;
    after = keys.at(-1) ?? '';
  }
  let step: string[] = [];
  const compare = async (): Promise<void> => {
    const known = await knownAmong(db, step);
    const unknown: string[] = [];
    // Some files may have been deleted meanwhile, with their marks.
    for (const key of step) if (!known.has(key) && (await storage.exists(key))) unknown.push(key);
    for (const key of unknown) orphans.add(key);
    if (unknown.length > 0) await onOrphans?.(unknown);
    step = [];
  };
  for await (const key of storage.keys()) {
    if (stop?.aborted) break;
    step.push(key);
    if (step.length < STEP) continue;
    await compare();
    await delay(pauseMs);
  }
  if (!stop?.aborted) await compare();
  return {
    rows,
    missing: missing.count,
    orphans: orphans.count,
    named: { missing: missing.keys, orphans: orphans.keys },
  };
}

/** Periodic check. It logs what it finds, and marks orphans, so that they are deleted after a week. */
export class ConsistencyCheck {
  private nextTime = 0;

  /** @param grace time after which marked files are deleted, ms */
  constructor(
    private readonly db: Database,
    private readonly storage: Storage,
    private readonly grace: number,
    private readonly log: Log,
  ) {}

  /** Runs at the start and once a day. */
  async run(stop: AbortSignal): Promise<void> {
    if (performance.now() < this.nextTime) return;
    this.nextTime = performance.now() + DAY_MS;
    const found: string[] = [];
    const onOrphans = async (keys: readonly string[]): Promise<void> => void found.push(...keys);
    const { rows, missing, orphans, named } = await checkConsistency(this.db, this.storage, {
      stop,
      pauseMs: 20,
      onOrphans,
    });
    if (stop.aborted) return;
    if (missing > 0) {
      const message =
        'files of media are missing: the database is newer than the files. Restore the files, or delete these media';
      this.log.warn({ missing, of: rows, keys: named.missing }, message);
    }
    if (orphans === 0) return;
    if (orphans > rows - missing) {
      const message =
        'most files do not belong to this database, which is empty or much older than the files. They are kept; restore the ' +
        'right database, or delete them';
      this.log.warn({ orphans, keys: named.orphans }, message);
      return;
    }
    for (let at = 0; at < found.length; at += STEP) await this.mark(found.slice(at, at + STEP));
    const message = 'files have no row: the database is older than the files. They are deleted after a week';
    this.log.warn({ orphans, keys: named.orphans }, message);
  }

  private async mark(keys: readonly string[]): Promise<void> {
    const wait = Math.max(0, ORPHAN_GRACE_MS - this.grace);
    await sql`insert into superseded (storage_key, incoming, since)
      select key, false, now() + ${wait} * interval '1 ms' from unnest(${keys}::text[]) as key
      on conflict do nothing`.execute(this.db);
  }
}

class Found {
  count = 0;
  readonly keys: string[] = [];

  add(key: string): void {
    this.count += 1;
    if (this.keys.length < MOST_NAMED) this.keys.push(key);
  }
}

async function keysAfter(db: Database, after: string): Promise<string[]> {
  const { rows } = await sql<{ key: string }>`
    select key from (
      (select storage_key as key from media where storage_key > ${after} order by storage_key limit ${STEP}) union all
      (select cover_key from media where cover_key > ${after} order by cover_key limit ${STEP}) union all
      (select storage_key from animation where storage_key > ${after} order by storage_key limit ${STEP})
    ) as keys order by key limit ${STEP}`.execute(db);
  return rows.map(({ key }) => key);
}

/** The keys that media, or also marks, name. */
async function knownAmong(db: Database, keys: readonly string[], withMarks = true): Promise<Set<string>> {
  if (keys.length === 0) return new Set();
  const { rows } = await sql<{ key: string }>`
    select storage_key as key from media where storage_key = any(${keys}::text[]) union all
    select cover_key from media where cover_key = any(${keys}::text[]) union all
    select storage_key from animation where storage_key = any(${keys}::text[]) union all
    select storage_key from derived_object where storage_key = any(${keys}::text[]) union all
    select storage_key from superseded where storage_key = any(${keys}::text[]) and ${withMarks}`.execute(db);
  return new Set(rows.map(({ key }) => key));
}
