import type { Database } from '../database/database.js';
import { apiError } from '../error/api-error.js';

/** The applications of the account; everything else belongs to one of them. */
export class Applications {
  /** @param appId of the account, and of its main application */
  constructor(
    private readonly db: Database,
    readonly appId: number,
  ) {}

  /** Makes the main application, at the first start. */
  async prepare(): Promise<void> {
    await this.db
      .insertInto('application')
      .values({ sub_app_id: this.appId, name: 'main', description: '', status: 'On' })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  }

  /**
   * The application that a request is about.
   * @param subAppId absent, 0 or the account's own id is the main one
   * @throws ApiError InvalidParameterValue.SubAppId
   */
  async resolve(subAppId: number | undefined): Promise<number> {
    if (!subAppId || subAppId === this.appId) return this.appId;
    const found = await this.db
      .selectFrom('application')
      .select('sub_app_id')
      .where('sub_app_id', '=', subAppId)
      .where('status', '=', 'On')
      .executeTakeFirst();
    if (found) return found.sub_app_id;
    throw apiError('InvalidParameterValue.SubAppId', `SubAppId is ${subAppId}, and there is no such application`);
  }
}
