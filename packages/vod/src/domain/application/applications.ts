import type { Database } from '../../store/database/database.js';
import { Lookups } from '../../store/database/lookups.js';
import { apiError } from '../../wire/error/api-error.js';

/** Id of the account when none is configured. */
const DEFAULT_APP_ID = 1_500_000_000;

/** The applications of the account. Everything else in the database belongs to one of them. */
export class Applications {
  private constructor(
    private readonly db: Database,
    /** Id of the account and of its main application. */
    readonly appId: number,
    private readonly allowed: readonly number[] | null = null,
    private readonly onResolved: (subAppId: number) => void = () => {},
    private readonly lookups = new Lookups((ids: readonly number[]) => readActive(db, ids)),
  ) {}

  /**
   * The applications as a key pair may use them.
   * @param allowed ids. Null: all
   * @param onResolved called with the application of a request
   */
  within(allowed: readonly number[] | null, onResolved: (subAppId: number) => void): Applications {
    return new Applications(this.db, this.appId, allowed, onResolved, this.lookups);
  }

  /**
   * Opens the applications of this database. The first time, it creates the main application.
   * @param appId id of the account. Default: the stored one
   * @throws Error when the database already belongs to another account
   */
  static async open(db: Database, appId?: number): Promise<Applications> {
    await db
      .insertInto('application')
      .values({ sub_app_id: appId ?? DEFAULT_APP_ID, name: 'main', description: '', status: 'On', main: true })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
    const found = await Applications.read(db);
    if (appId === undefined || appId === found.appId) return found;
    throw new Error(
      `CLIPLOOP_APP_ID is ${appId}, but the database belongs to application ${found.appId}; set CLIPLOOP_APP_ID to ` +
        `${found.appId}, or use another data folder or database`,
    );
  }

  /** Opens the applications, and does not change the database. @throws Error when there is no main application yet */
  static async read(db: Database): Promise<Applications> {
    const found = await db.selectFrom('application').select('sub_app_id').where('main', '=', true).executeTakeFirst();
    if (found) return new Applications(db, found.sub_app_id);
    throw new Error('the database has no application; start the service first');
  }

  /**
   * Finds the application of a request.
   * @param subAppId absent, 0 or the id of the account: the main application
   * @throws ApiError InvalidParameterValue.SubAppId, UnauthorizedOperation
   */
  async resolve(subAppId: number | undefined): Promise<number> {
    const wanted = subAppId || this.appId;
    // Checked first, so that a key pair does not learn which other applications exist.
    if (this.allowed && !this.allowed.includes(wanted)) {
      const message = `The key pair may not use application ${wanted} (SubAppId); its applications are ${this.allowed.join(', ')}`;
      throw apiError('UnauthorizedOperation', message);
    }
    const found = await this.find(wanted);
    this.onResolved(found);
    return found;
  }

  private async find(subAppId: number): Promise<number> {
    if (subAppId === this.appId) return this.appId;
    const found = await this.lookups.find(subAppId);
    if (found !== undefined) return found;
    throw apiError('InvalidParameterValue.SubAppId', `Application ${subAppId} not found (SubAppId)`);
  }
}

/** Those of the applications that are not disabled. */
async function readActive(db: Database, ids: readonly number[]): Promise<Map<number, number>> {
  const rows = await db
    .selectFrom('application')
    .select('sub_app_id')
    .where('sub_app_id', 'in', ids)
    .where('status', '=', 'On')
    .execute();
  return new Map(rows.map(({ sub_app_id }) => [sub_app_id, sub_app_id]));
}
