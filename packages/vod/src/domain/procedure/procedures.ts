import type { Selectable } from 'kysely';
import type { Database } from '../../store/database/database.js';
import type { ProcedureTable } from '../../store/tables/procedure.js';
import { apiError } from '../../wire/error/api-error.js';
import { shown } from '../../wire/params/message.js';
import { lockApplication } from '../application/lock.js';
import { procedureQuota } from './params.js';
import { type Procedure, type ProcedureContent, serializeParts } from './procedure.js';

interface ProcedureFilter {
  /** Absent or empty: all. */
  readonly names?: readonly string[] | undefined;
  readonly offset: number;
  readonly limit: number;
  /** By creation time. */
  readonly order: 'asc' | 'desc';
}

/** The task flows of the applications. */
export class Procedures {
  constructor(private readonly db: Database) {}

  /** @throws ApiError InvalidParameter, InvalidParameter.ExistedProcedureName, LimitExceeded */
  async create(subAppId: number, name: string, { comment, parts }: ProcedureContent): Promise<void> {
    const content = serializeParts(parts);
    await this.db.transaction().execute(async (trx) => {
      await lockApplication(trx, subAppId);
      const existing = trx.selectFrom('procedure').where('sub_app_id', '=', subAppId);
      if (await existing.select('name').where('name', '=', name).executeTakeFirst()) {
        const message = `Task flow ${shown(name)} already exists (Name); reset it, or choose another name`;
        throw apiError('InvalidParameter.ExistedProcedureName', message);
      }
      const { count } = await existing.select((of) => of.fn.countAll<number>().as('count')).executeTakeFirstOrThrow();
      if (count >= procedureQuota) {
        const message = `An application can have at most ${procedureQuota} task flows; delete one before you create another`;
        throw apiError('LimitExceeded', message);
      }
      await trx.insertInto('procedure').values({ sub_app_id: subAppId, name, comment, parts: content }).execute();
    });
  }

  /** Replaces the whole content of a task flow. @throws ApiError InvalidParameter.ProcedureNameNotExist */
  async reset(subAppId: number, name: string, { comment, parts }: ProcedureContent): Promise<void> {
    const { numUpdatedRows } = await this.db
      .updateTable('procedure')
      .set({ comment, parts: serializeParts(parts), update_time: new Date() })
      .where('sub_app_id', '=', subAppId)
      .where('name', '=', name)
      .executeTakeFirst();
    if (numUpdatedRows === 0n) throw apiError('InvalidParameter.ProcedureNameNotExist', notFound(name));
  }

  /** @throws ApiError InvalidParameter, because the contract has no code for a missing task flow here */
  async delete(subAppId: number, name: string): Promise<void> {
    const { numDeletedRows } = await this.db
      .deleteFrom('procedure')
      .where('sub_app_id', '=', subAppId)
      .where('name', '=', name)
      .executeTakeFirst();
    if (numDeletedRows === 0n) throw apiError('InvalidParameter', notFound(name));
  }

  /** @param db a transaction to read in */
  async find(subAppId: number, name: string, db = this.db): Promise<Procedure | undefined> {
    const row = await db
      .selectFrom('procedure')
      .selectAll()
      .where('sub_app_id', '=', subAppId)
      .where('name', '=', name)
      .executeTakeFirst();
    return row && fromRow(row);
  }

  /** @returns a page, and the number of task flows in all pages */
  async list(
    subAppId: number,
    { names, offset, limit, order }: ProcedureFilter,
  ): Promise<{ total: number; page: Procedure[] }> {
    let matching = this.db.selectFrom('procedure').where('sub_app_id', '=', subAppId);
    if (names && names.length > 0) matching = matching.where('name', 'in', names);
    const { total } = await matching.select((of) => of.fn.countAll<number>().as('total')).executeTakeFirstOrThrow();
    const rows = await matching
      .selectAll()
      .orderBy('create_time', order)
      .orderBy('name', order)
      .offset(offset)
      .limit(limit)
      .execute();
    return { total, page: rows.map(fromRow) };
  }
}

function notFound(name: string): string {
  return `Task flow ${shown(name)} not found (Name)`;
}

function fromRow(row: Selectable<ProcedureTable>): Procedure {
  const { name, comment, parts } = row;
  return { name, comment, parts, createTime: row.create_time, updateTime: row.update_time };
}
