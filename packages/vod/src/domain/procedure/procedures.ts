import type { Selectable } from 'kysely';
import type { Database } from '../../store/database/database.js';
import type { ProcedureTable } from '../../store/tables/procedure.js';
import { apiError } from '../../wire/error/api-error.js';
import { shown } from '../../wire/params/message.js';
import { lockApplication } from '../application/lock.js';
import { procedureQuota } from './params.js';
import { type Procedure, type ProcedureContent, packParts } from './procedure.js';

export interface ProcedureFilter {
  /** None or empty: all. */
  readonly names?: readonly string[] | undefined;
  readonly offset: number;
  readonly limit: number;
  /** By the time when they were made. */
  readonly order: 'asc' | 'desc';
}

/** The task flows of the applications. */
export class Procedures {
  constructor(private readonly db: Database) {}

  /** Throws ApiError InvalidParameter, InvalidParameter.ExistedProcedureName, LimitExceeded. */
  async create(subAppId: number, name: string, { comment, parts }: ProcedureContent): Promise<void> {
    const content = packParts(parts);
    await this.db.transaction().execute(async (trx) => {
      await lockApplication(trx, subAppId);
      const mine = trx.selectFrom('procedure').where('sub_app_id', '=', subAppId);
      if (await mine.select('name').where('name', '=', name).executeTakeFirst()) {
        const message = `Name is ${shown(name)}, and there is such a task flow already; reset it, or take another name`;
        throw apiError('InvalidParameter.ExistedProcedureName', message);
      }
      const { count } = await mine.select((of) => of.fn.countAll<number>().as('count')).executeTakeFirstOrThrow();
      if (count >= procedureQuota) {
        const message = `There are ${count} task flows, and ${procedureQuota} are the most; delete one that is not needed`;
        throw apiError('LimitExceeded', message);
      }
      await trx.insertInto('procedure').values({ sub_app_id: subAppId, name, comment, parts: content }).execute();
    });
  }

  /** Puts this in the place of all that the flow was. Throws ApiError InvalidParameter.ProcedureNameNotExist. */
  async reset(subAppId: number, name: string, { comment, parts }: ProcedureContent): Promise<void> {
    const { numUpdatedRows } = await this.db
      .updateTable('procedure')
      .set({ comment, parts: packParts(parts), update_time: new Date() })
      .where('sub_app_id', '=', subAppId)
      .where('name', '=', name)
      .executeTakeFirst();
    if (numUpdatedRows === 0n) throw apiError('InvalidParameter.ProcedureNameNotExist', missing(name));
  }

  /** Throws ApiError InvalidParameter: the contract has no code of its own for a flow that is not there. */
  async delete(subAppId: number, name: string): Promise<void> {
    const { numDeletedRows } = await this.db
      .deleteFrom('procedure')
      .where('sub_app_id', '=', subAppId)
      .where('name', '=', name)
      .executeTakeFirst();
    if (numDeletedRows === 0n) throw apiError('InvalidParameter', missing(name));
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

  /** @returns a page, and how many there are in all pages */
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

function missing(name: string): string {
  return `Task flow ${shown(name)} not found (Name)`;
}

function fromRow(row: Selectable<ProcedureTable>): Procedure {
  const { name, comment, parts } = row;
  return { name, comment, parts, createTime: row.create_time, updateTime: row.update_time };
}
