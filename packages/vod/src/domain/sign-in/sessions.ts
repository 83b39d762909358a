import { randomBytes } from 'node:crypto';
import { type Selectable, sql } from 'kysely';
import type { Database } from '../../store/database/database.js';
import { Lookups } from '../../store/database/lookups.js';
import type { SignInSessionTable } from '../../store/tables/sign-in.js';
import { equal, hmac, sha256 } from '../../wire/signature/hash.js';
import type { AccessKey } from '../../wire/signature/request.js';

/** A session ends this long after its last use, s. */
export const IDLE_S = 12 * 3_600;
/** A session ends this long after its beginning, however often it is used, s. */
export const MAX_AGE_S = 30 * 86_400;
/** Open sessions of a key pair. Another one ends the one that was not used for longest. */
const MAX_OF_KEY = 100;
/** The time of the last use is written at most as often, s. */
const TOUCH_S = 60;

export type Session = Pick<
  Selectable<SignInSessionTable>,
  'id' | 'secret_id' | 'create_time' | 'last_use_time' | 'expire_time' | 'address' | 'user_agent'
>;

interface Row extends Session {
  readonly token_hash: string;
  readonly proof: string;
  readonly stale: boolean;
}

/** A session that has begun, with the token for the cookie, which is not stored. */
export interface NewSession {
  readonly id: string;
  readonly token: string;
  readonly expireTime: Date;
}

/**
 * Whether a session is valid. One that expires later than any new one is from before the clock was set back, when it was wrong.
 */
const isValid = sql<boolean>`(expire_time > now() and expire_time <= now() + make_interval(secs => ${MAX_AGE_S + 3_600})
  and last_use_time > now() - make_interval(secs => ${IDLE_S}))`;

/** The sessions of browsers. Each acts as the key pair that it was begun with. */
export class Sessions {
  private readonly lookups = new Lookups((hashes: readonly string[]) => this.read(hashes));

  constructor(private readonly db: Database) {}

  /** Begins a session. @param key the key pair, with the secret key that it has now */
  async begin(
    secretId: string,
    { secretKey }: Pick<AccessKey, 'secretKey'>,
    client: { readonly address: string; readonly userAgent: string },
  ): Promise<NewSession> {
    const token = newToken();
    const row = await this.db
      .insertInto('sign_in_session')
      .values({
        token_hash: sha256(token),
        secret_id: secretId,
        proof: proofOf(token, secretKey),
        expire_time: sql<Date>`now() + make_interval(secs => ${MAX_AGE_S})`,
        address: client.address,
        user_agent: plain(client.userAgent),
      })
      .returning(['id', 'expire_time'])
      .executeTakeFirstOrThrow();
    await sql`delete from sign_in_session where id in (
      select id from sign_in_session where secret_id = ${secretId}
      order by last_use_time desc, create_time desc offset ${MAX_OF_KEY})`.execute(this.db);
    return { id: row.id, token, expireTime: row.expire_time };
  }

  /**
   * Finds the session of a token, and extends it.
   * @param findKey finds its key pair
   * @param extend false: does not extend it
   * @returns undefined when it has ended, or its key pair was disabled, removed or expired, or has another secret key
   */
  async find<K extends AccessKey>(
    token: string,
    findKey: (secretId: string) => Promise<K | undefined>,
    extend = true,
  ): Promise<{ session: Session; key: K } | undefined> {
    if (!isToken(token)) return undefined;
    const row = await this.lookups.find(sha256(token));
    const key = row && (await findKey(row.secret_id));
    if (row === undefined || key === undefined || !key.enabled) return undefined;
    const secrets = [key.secretKey, ...(key.oldSecretKey === undefined ? [] : [key.oldSecretKey])];
    const matches = secrets.some((secret) => equal(Buffer.from(proofOf(token, secret)), Buffer.from(row.proof)));
    if (!matches) return undefined;
    if (row.stale && extend) this.touch(row.id);
    const { token_hash: _, proof: __, stale: ___, ...session } = row;
    return { session, key };
  }

  /** Lists the sessions of a key pair, the one that was used last first. */
  list(secretId: string): Promise<Session[]> {
    return this.db
      .selectFrom('sign_in_session')
      .select(['id', 'secret_id', 'create_time', 'last_use_time', 'expire_time', 'address', 'user_agent'])
      .where('secret_id', '=', secretId)
      .where(isValid)
      .orderBy('last_use_time', 'desc')
      .orderBy('id')
      .execute();
  }

  /** Ends a session of a key pair. @returns false when it has no such session */
  async end(secretId: string, id: string): Promise<boolean> {
    const { numDeletedRows } = await this.db
      .deleteFrom('sign_in_session')
      .where('secret_id', '=', secretId)
      .where(sql`id::text`, '=', id)
      .executeTakeFirst();
    return numDeletedRows > 0n;
  }

  /** Ends the session of a token, if there is one. */
  async endToken(token: string): Promise<void> {
    await this.db.deleteFrom('sign_in_session').where('token_hash', '=', sha256(token)).execute();
  }

  private async read(hashes: readonly string[]): Promise<Map<string, Row>> {
    const rows = await this.db
      .selectFrom('sign_in_session')
      .selectAll()
      .select(sql<boolean>`last_use_time < now() - make_interval(secs => ${TOUCH_S})`.as('stale'))
      .where('token_hash', 'in', hashes)
      .where(isValid)
      .execute();
    return new Map(rows.map((row) => [row.token_hash, row]));
  }

  /** Requests do not wait for it, and the next one makes up for one that fails. */
  private touch(id: string): void {
    const late = sql<boolean>`last_use_time < now() - make_interval(secs => ${TOUCH_S})`;
    const touched = this.db.updateTable('sign_in_session').set({ last_use_time: sql<Date>`now()` });
    touched
      .where('id', '=', id)
      .where(late)
      .execute()
      .catch(() => {});
  }
}

/** Deletes sessions and links that have ended. */
export async function sweepSignIns(db: Database): Promise<void> {
  await db.deleteFrom('sign_in_session').where(sql<boolean>`not ${isValid}`).execute();
  await db.deleteFrom('sign_in_link').where('expire_time', '<', sql<Date>`now()`).execute();
}

/** Makes a token of 256 bits. */
export function newToken(): string {
  return randomBytes(32).toString('hex');
}

export function isToken(text: string): boolean {
  return /^[0-9a-f]{64}$/.test(text);
}

function proofOf(token: string, secretKey: string): string {
  return hmac('sha256', token, secretKey).toString('hex');
}

/** PostgreSQL stores no NUL. Line breaks and other control characters would confuse terminals. */
function plain(text: string): string {
  return text.replace(/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]/gu, ' ').slice(0, 300);
}
