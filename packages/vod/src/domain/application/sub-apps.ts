import { type Selectable, sql } from 'kysely';
import type { Database } from '../../store/database/database.js';
import type { ApplicationTable } from '../../store/tables/application.js';
import { wireTime } from '../../wire/time.js';

interface SubAppFilter {
  /** Exact name. Absent: all. */
  readonly name?: string | undefined;
  readonly offset: number;
  readonly limit: number;
}

/** Creates and lists applications of the account. */
export class SubApps {
  /** @param appId id of the account and of its main application */
  constructor(
    private readonly db: Database,
    private readonly appId: number,
  ) {}

  /** @returns the id of the new application */
  async create(name: string, description: string): Promise<number> {
    for (;;) {
      // The id of the main application is configured, so it may be the next of the sequence.
      const row = await this.db
        .insertInto('application')
        .values({ sub_app_id: sql<number>`nextval('sub_app_id')`, name, description, status: 'On' })
        .onConflict((conflict) => conflict.doNothing())
        .returning('sub_app_id')
        .executeTakeFirst();
      if (row) return row.sub_app_id;
    }
  }

  /**
   * Lists the main application first, then the others by id.
   * @returns a page, and the number of applications in all pages
   */
  async list({ name, offset, limit }: SubAppFilter): Promise<{ total: number; page: Selectable<ApplicationTable>[] }> {
    let matching = this.db.selectFrom('application');
    if (name !== undefined) matching = matching.where('name', '=', name);
    const { total } = await matching.select((of) => of.fn.countAll<number>().as('total')).executeTakeFirstOrThrow();
    const page = await matching
      .selectAll()
      .orderBy((of) => of('sub_app_id', '=', this.appId), 'desc')
      .orderBy('sub_app_id')
      .offset(offset)
      .limit(limit)
      .execute();
    return { total, page };
  }
}

/** SubAppIdInfo on the wire. */
export function wireSubApp(row: Selectable<ApplicationTable>): object {
  return {
    SubAppId: row.sub_app_id,
    SubAppIdName: row.name,
    Name: row.name,
    Description: row.description,
    CreateTime: wireTime(row.create_time),
    Status: row.status,
    Mode: 'fileid',
    StorageRegions: [],
    Tags: [],
  };
}
