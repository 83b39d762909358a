import { type Selectable, sql } from 'kysely';
import type { Database } from '../../store/database/database.js';
import type { ApplicationTable } from '../../store/tables/application.js';
import { apiError } from '../../wire/error/api-error.js';
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
    private readonly allowed: readonly number[] | null = null,
  ) {}

  /** The applications as a key pair may use them. @param allowed ids. Null: all */
  within(allowed: readonly number[] | null): SubApps {
    return new SubApps(this.db, this.appId, allowed);
  }

  /** @returns the id of the new application @throws ApiError UnauthorizedOperation */
  async create(name: string, description: string): Promise<number> {
    if (this.allowed) {
      const message = `The key pair may not create applications, because it is limited to ${this.allowed.join(', ')}`;
      throw apiError('UnauthorizedOperation', message);
    }
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
    if (this.allowed) matching = matching.where('sub_app_id', 'in', this.allowed.length > 0 ? this.allowed : [-1]);
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
