import { sql } from 'kysely';
import type { Database } from '../../store/database/database.js';
import { sha256 } from '../../wire/signature/hash.js';
import { allRights } from '../key/rights.js';
import { isUsable } from '../key/usable.js';
import { isToken, newToken } from './sessions.js';

/** How long a link is valid, s. */
export const LINK_S = 3_600;

/** Links that sign a browser in once. */
export class SignInLinks {
  constructor(private readonly db: Database) {}

  /** Makes the token of a link for a key pair. Only its hash is stored. */
  async create(secretId: string): Promise<string> {
    const token = newToken();
    const expire_time = sql<Date>`now() + make_interval(secs => ${LINK_S})`;
    await this.db
      .insertInto('sign_in_link')
      .values({ token_hash: sha256(token), secret_id: secretId, expire_time })
      .execute();
    return token;
  }

  /**
   * Chooses the key pair of a link: one of the given, or else the oldest one that may do everything.
   * @returns undefined when none of them can be used
   */
  async choose(preferred: readonly string[]): Promise<string | undefined> {
    const { rows } = await sql<{ secret_id: string }>`
      select secret_id from key_pair as k
      where ${isUsable()} and (secret_id = any(${preferred}::text[]) or (applications is null and rights @> ${allRights}::text[]))
      order by coalesce(array_position(${preferred}::text[], secret_id), 1000), create_time limit 1`.execute(this.db);
    return rows[0]?.secret_id;
  }

  /** Stores the address of the service for links that commands print. */
  async remember(origin: string): Promise<void> {
    await sql`insert into service_state (name, value) values ('address', jsonb_build_object('origin', ${origin}::text))
      on conflict (name) do update set value = excluded.value, update_time = clock_timestamp()`.execute(this.db);
  }

  /** The address of the service that was started last. */
  async lastOrigin(): Promise<string | undefined> {
    const { rows } = await sql<{ origin: string | null }>`
      select value->>'origin' as origin from service_state where name = 'address'`.execute(this.db);
    return rows[0]?.origin ?? undefined;
  }

  /** Uses up a token. Of several uses at the same time, one succeeds. @returns the SecretId of its key pair */
  async use(token: string): Promise<string | undefined> {
    if (!isToken(token)) return undefined;
    const row = await this.db
      .deleteFrom('sign_in_link')
      .where('token_hash', '=', sha256(token))
      .where(sql<boolean>`expire_time > now() and expire_time <= now() + make_interval(secs => ${2 * LINK_S})`)
      .returning('secret_id')
      .executeTakeFirst();
    return row?.secret_id;
  }
}
