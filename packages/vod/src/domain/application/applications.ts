import type { Database } from '../../store/database/database.js';
import { apiError } from '../../wire/error/api-error.js';

/** Of an account that nobody gave an id. */
const FIRST = 1_500_000_000;

/** The applications of the account; everything else belongs to one of them. */
export class Applications {
  private constructor(
    private readonly db: Database,
    /** Of the account, and of its main application. */
    readonly appId: number,
  ) {}

  /**
   * Those of this database; the first time, the main application is made.
   * @param appId that it is to have; absent: what it has already
   * @throws Error when it has another one: everything that is stored belongs to that
   */
  static async open(db: Database, appId?: number): Promise<Applications> {
    await db
      .insertInto('application')
      .values({ sub_app_id: appId ?? FIRST, name: 'main', description: '', status: 'On', main: true })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
    const found = await Applications.read(db);
    if (appId === undefined || appId === found.appId) return found;
    throw new Error(
      `CLIPLOOP_APP_ID is ${appId}, but the database belongs to ${found.appId}; set it to that, or use another data folder ` +
        'or database',
    );
  }

  /** Opens the applications without a change to the database. @throws Error when there is no main application yet */
  static async read(db: Database): Promise<Applications> {
    const found = await db.selectFrom('application').select('sub_app_id').where('main', '=', true).executeTakeFirst();
    if (found) return new Applications(db, found.sub_app_id);
    throw new Error('the database has no application; start the service first');
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
    throw apiError('InvalidParameterValue.SubAppId', `Application ${subAppId} not found (SubAppId)`);
  }
}
