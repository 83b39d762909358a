import { sql, type Transaction } from 'kysely';
import type { Database } from '../../store/database/database.js';
import { Lookups } from '../../store/database/lookups.js';
import { objectKey } from '../../store/storage/key.js';
import type { OpenedObject, Storage } from '../../store/storage/storage.js';
import type { JsonObject } from '../../store/tables/column.js';
import type { DerivedKind } from '../../store/tables/derived.js';
import type { Tables } from '../../store/tables/index.js';
import { deleteMarked, markForDeletion, markIncoming, unmark } from '../media/deletion-marks.js';
import type { Media } from '../media/media.js';

/** How old the time of the last use may be before a use is written, s. */
const TOUCH_SECONDS = 3_600;

export interface DerivedLimits {
  /** Most objects of one media, and their bytes. */
  readonly ofMedia: number;
  readonly bytesOfMedia: number;
  /** Bytes of all objects. */
  readonly bytes: number;
}

export const defaultDerivedLimits: DerivedLimits = { ofMedia: 200, bytesOfMedia: 64 * 2 ** 20, bytes: 2 ** 30 };

/** A derived object that is stored. */
export interface Located {
  readonly storageKey: string;
  readonly facts: JsonObject;
  /** bytes */
  readonly size: number;
}

interface Row extends Located {
  /** Whether the time of its use is old, so that it must be written again. */
  readonly isOld: boolean;
}

export interface Derived {
  readonly facts: JsonObject;
  readonly object: OpenedObject;
}

/** Objects that one transaction deletes. */
const STEP = 100;

/**
 * Objects that are made of a media and can be made again: those that were not used for the longest time are deleted. They count as
 * files of no one.
 */
export class DerivedObjects {
  private readonly rows: Lookups<string, Row>;

  /** @param kind of the objects that are stored, limited and swept */
  constructor(
    private readonly db: Database,
    private readonly storage: Storage,
    private readonly limits = defaultDerivedLimits,
    private readonly kind: DerivedKind = 'picture',
  ) {
    this.rows = new Lookups((ids) => readRows(db, ids));
  }

  /** @param name identifies what was made */
  async find(fileId: string, name: string): Promise<Derived | undefined> {
    const row = await this.rows.find(idOf(fileId, name));
    const object = row && (await this.storage.open(row.storageKey));
    await this.used(row, object !== undefined);
    return row && object && { facts: row.facts, object };
  }

  /** Finds an object without opening it, for answers that open it later. */
  async locate(fileId: string, name: string): Promise<Located | undefined> {
    const row = await this.rows.find(idOf(fileId, name));
    const exists = row !== undefined && (await this.storage.exists(row.storageKey));
    await this.used(row, exists);
    return exists ? row : undefined;
  }

  /** Stores a local file, which is moved. Does nothing when the media or its original was deleted meanwhile. */
  async store(media: Media, name: string, made: { file: string; type: string; facts: JsonObject; size: number }) {
    const { fileId, subAppId } = media;
    const { file, type, facts, size } = made;
    const { ofMedia, bytesOfMedia } = this.limits;
    if (size > bytesOfMedia) return;
    const key = objectKey(subAppId, fileId, `derived.${type}`);
    await markIncoming(this.db, [key]);
    await this.storage.adopt(key, file);
    const unneeded = await this.db.transaction().execute(async (trx) => {
      // The lock delays a deletion of the media, which then also deletes this object.
      const { rows } = await sql`select from media where file_id = ${fileId} and storage_key = ${media.storageKey}
        for share`.execute(trx);
      if (rows.length === 0) return [key];
      const { kind } = this;
      const values = { file_id: fileId, name, kind, storage_key: key, size, facts: JSON.stringify(facts) };
      const added = await trx
        .insertInto('derived_object')
        .values(values)
        .onConflict((conflict) => conflict.doNothing())
        .returning('name')
        .executeTakeFirst();
      // The same was made twice.
      if (!added) return [key];
      await unmark(trx, [key]);
      return removeOldest(trx, { fileId, kind, keep: ofMedia, bytes: bytesOfMedia });
    });
    await deleteMarked(this.db, this.storage, unneeded);
  }

  /** Deletes the objects that were not used for the longest time, until the others are within the limit. @returns their number */
  async sweep(stop?: AbortSignal, bytes = this.limits.bytes): Promise<number> {
    let count = 0;
    while (!stop?.aborted) {
      const { rows } = await sql<{ storage_key: string }>`
        select storage_key from (
          select storage_key, use_time, sum(size) over (order by use_time desc, storage_key) as total
          from derived_object where kind = ${this.kind}
        ) as objects where total > ${bytes} order by use_time limit ${STEP}`.execute(this.db);
      await this.drop(rows.map((row) => row.storage_key));
      count += rows.length;
      if (rows.length < STEP) break;
    }
    return count;
  }

  /** Deletes the objects that were not used for this number of seconds, up to an hour more. @returns their number */
  async sweepUnused(seconds: number, stop?: AbortSignal): Promise<number> {
    let count = 0;
    while (!stop?.aborted) {
      const { rows } = await sql<{ storage_key: string }>`
        select storage_key from derived_object
        where kind = ${this.kind} and use_time < now() - make_interval(secs => ${seconds + TOUCH_SECONDS})
        order by use_time limit ${STEP}`.execute(this.db);
      await this.drop(rows.map((row) => row.storage_key));
      count += rows.length;
      if (rows.length < STEP) break;
    }
    return count;
  }

  private async used(row: Row | undefined, exists: boolean): Promise<void> {
    if (row === undefined) return;
    // The file may be missing after a restored backup.
    if (!exists) await this.drop([row.storageKey]);
    else if (row.isOld) await this.touch(row.storageKey);
  }

  private async drop(keys: readonly string[]): Promise<void> {
    if (keys.length === 0) return;
    await this.db.transaction().execute(async (trx) => {
      await trx.deleteFrom('derived_object').where('storage_key', 'in', keys).execute();
      await markForDeletion(trx, keys);
    });
    await deleteMarked(this.db, this.storage, keys);
  }

  private async touch(key: string): Promise<void> {
    const change = { use_time: sql<Date>`now()` };
    await this.db.updateTable('derived_object').set(change).where('storage_key', '=', key).execute();
  }
}

const idOf = (fileId: string, name: string): string => `${fileId} ${name}`;

async function readRows(db: Database, ids: readonly string[]): Promise<Map<string, Row>> {
  const pairs = ids.map((id) => id.split(/ (.*)/s));
  const { rows } = await sql<{ id: string } & Row>`
    select file_id || ' ' || name as id, storage_key as "storageKey", facts, size,
      use_time < now() - make_interval(secs => ${TOUCH_SECONDS}) as "isOld"
    from derived_object join unnest(${pairs.map(([fileId]) => fileId)}::text[], ${pairs.map(([, name]) => name)}::text[])
      as wanted (file_id, name) using (file_id, name)`.execute(db);
  return new Map(rows.map(({ id, ...row }) => [id, row]));
}

/** @returns storage keys, which are marked for deletion */
async function removeOldest(
  trx: Transaction<Tables>,
  { fileId, kind, keep, bytes }: { fileId: string; kind: DerivedKind; keep: number; bytes: number },
): Promise<string[]> {
  const { rows } = await sql<{ storage_key: string }>`
    delete from derived_object where file_id = ${fileId} and kind = ${kind} and name in (
      select name from (
        select name, row_number() over newest as place, sum(size) over newest as total
        from derived_object where file_id = ${fileId} and kind = ${kind} window newest as (order by use_time desc, name)
      ) as objects where place > ${keep} or total > ${bytes}
    ) returning storage_key`.execute(trx);
  const keys = rows.map((row) => row.storage_key);
  await markForDeletion(trx, keys);
  return keys;
}
