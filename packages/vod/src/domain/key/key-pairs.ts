import { randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import type { Database } from '../../store/database/database.js';
import { Lookups } from '../../store/database/lookups.js';
import type { Vault } from '../../store/secret/vault.js';
import type { Right } from '../../store/tables/key.js';
import type { AccessKey } from '../../wire/signature/request.js';
import { allRights, type KeyAccess } from './rights.js';
import { isUsable } from './usable.js';

export interface KeyPair {
  readonly secretId: string;
  readonly secretKey: string;
}

/** A key pair as requests are verified and checked with it. */
export interface VerifyingKey extends AccessKey, KeyAccess {}

interface KeyRow {
  readonly secret_id: string;
  readonly secret_key: Buffer;
  readonly old_secret_key: Buffer | null;
  readonly rights: Right[];
  readonly applications: (number | string)[] | null;
  readonly usable: boolean;
}

/** Where a key pair came from. A pair from the environment is accepted while a process has it in its environment. */
export type Origin = 'environment' | 'first start' | 'command' | 'request';

/** Fewest characters of a secret key: shorter ones can be found by trying, because signatures can be checked offline. */
export const MIN_SECRET_LENGTH = 16;

/** Advisory lock of `withLock`: any number that nothing else in this database uses. */
const LOCK = 7_230_115_003;

/** Makes a key pair without storing it. Clients expect ids of 36 and keys of 32 letters and digits. */
export function newKeyPair(): KeyPair {
  const hex = (bytes: number): string => randomBytes(bytes).toString('hex');
  return { secretId: `AKID${hex(16)}`, secretKey: hex(16) };
}

/** The key pairs that can sign requests. They are read for every request, so that a change is effective at once everywhere. */
export class KeyPairs {
  /** Pair in the environment of this process. */
  private own: string | undefined;
  private readonly lookups = new Lookups((ids: readonly string[]) => this.read(ids));

  constructor(
    private readonly db: Database,
    private readonly vault: Vault,
  ) {}

  /** Runs `work` in a transaction, in one process at a time, so that services that start together agree on the pairs. */
  async withLock<T>(work: (pairs: KeyPairs) => Promise<T>): Promise<T> {
    return this.db.transaction().execute(async (trx) => {
      await sql`select pg_advisory_xact_lock(${LOCK})`.execute(trx);
      return work(new KeyPairs(trx, this.vault));
    });
  }

  /** Whether the vault can decrypt the stored keys. It cannot when they were encrypted with another key. */
  async canDecrypt(): Promise<boolean> {
    const rows = await this.db.selectFrom('key_pair').select(['secret_id', 'secret_key']).execute();
    try {
      for (const { secret_id, secret_key } of rows) this.vault.open(secret_key, secret_id);
      return true;
    } catch {
      return false;
    }
  }

  /** Adds a pair with all rights. A pair with the same id gets the new key and is enabled again. */
  async put({ secretId, secretKey }: KeyPair, origin: string, name = ''): Promise<void> {
    const sealed = this.vault.seal(secretKey, secretId);
    await this.db
      .insertInto('key_pair')
      .values({ secret_id: secretId, secret_key: sealed, enabled: true, origin, name, rights: [...allRights] })
      .onConflict((conflict) => conflict.column('secret_id').doUpdateSet({ secret_key: sealed, enabled: true, origin }))
      .execute();
  }

  /** Changes only the secret key, or where the pair came from. */
  async change(secretId: string, change: { secretKey?: string; origin?: Origin }): Promise<void> {
    const { secretKey, origin } = change;
    await this.db
      .updateTable('key_pair')
      .set({
        ...(secretKey !== undefined && { secret_key: this.vault.seal(secretKey, secretId) }),
        ...(origin !== undefined && { origin }),
      })
      .where('secret_id', '=', secretId)
      .execute();
  }

  /** Returns the pair that a request claims, also a disabled or expired one. */
  find(secretId: string): Promise<VerifyingKey | undefined> {
    return this.lookups.find(secretId);
  }

  private async read(secretIds: readonly string[]): Promise<Map<string, VerifyingKey>> {
    const rows = await this.db
      .selectFrom('key_pair as k')
      .select(['secret_id', 'secret_key', 'rights', 'applications', isUsable(this.own).as('usable')])
      .select(sql<Buffer | null>`case when old_until > now() then old_secret_key end`.as('old_secret_key'))
      .where('secret_id', 'in', secretIds)
      .execute();
    return new Map(rows.map((row) => [row.secret_id, this.verifying(row)]));
  }

  private verifying(row: KeyRow): VerifyingKey {
    const { secret_id: secretId, rights, applications, usable: enabled, old_secret_key: old } = row;
    return {
      secretKey: this.vault.open(row.secret_key, secretId),
      oldSecretKey: old === null ? undefined : this.vault.open(old, secretId),
      enabled,
      rights,
      applications: applications?.map(Number) ?? null,
    };
  }

  /** Returns what people want to know of a pair. Of one that does not exist, nothing. */
  async describe(secretId: string): Promise<{ name: string; expireTime: Date | null }> {
    const row = await this.db
      .selectFrom('key_pair')
      .select(['name', 'expire_time'])
      .where('secret_id', '=', secretId)
      .executeTakeFirst();
    return { name: row?.name ?? '', expireTime: row?.expire_time ?? null };
  }

  /** Reads how a pair is stored. */
  async stored(secretId: string): Promise<{ origin: string; secretKey: string; enabled: boolean } | undefined> {
    const row = await this.db
      .selectFrom('key_pair')
      .select(['origin', 'secret_key', 'enabled'])
      .where('secret_id', '=', secretId)
      .executeTakeFirst();
    return row && { ...row, secretKey: this.vault.open(row.secret_key, secretId) };
  }

  /** @returns false when the pair does not exist */
  async disable(secretId: string): Promise<boolean> {
    const { numUpdatedRows } = await this.db
      .updateTable('key_pair')
      .set({ enabled: false })
      .where('secret_id', '=', secretId)
      .executeTakeFirst();
    return numUpdatedRows > 0n;
  }

  /** Whether there is a pair that does not depend on an environment, enabled or not. */
  async hasStored(): Promise<boolean> {
    const row = await this.db
      .selectFrom('key_pair')
      .select('secret_id')
      .where('origin', '!=', 'environment')
      .executeTakeFirst();
    return row !== undefined;
  }

  /** Names the pair in the environment of this process, which the process accepts without asking other processes. */
  setOwn(secretId: string): void {
    this.own = secretId;
  }
}
