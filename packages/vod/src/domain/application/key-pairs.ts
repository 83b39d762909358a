import { randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import type { Database } from '../../store/database/database.js';
import type { Vault } from '../../store/secret/vault.js';
import type { AccessKey } from '../../wire/signature/request.js';

export interface KeyPair {
  readonly secretId: string;
  readonly secretKey: string;
}

/** Advisory lock of `withLock`: any number that nothing else in this database uses. */
const LOCK = 7_230_115_003;

/** Makes a key pair without storing it. Clients expect ids of 36 and keys of 32 letters and digits. */
export function newKeyPair(): KeyPair {
  const hex = (bytes: number): string => randomBytes(bytes).toString('hex');
  return { secretId: `AKID${hex(16)}`, secretKey: hex(16) };
}

/** The key pairs that can sign requests. */
export class KeyPairs {
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

  /** Adds a pair. A pair with the same id gets the new key and is enabled again. */
  async put({ secretId, secretKey }: KeyPair, origin: string): Promise<void> {
    const sealed = this.vault.seal(secretKey, secretId);
    await this.db
      .insertInto('key_pair')
      .values({ secret_id: secretId, secret_key: sealed, enabled: true, origin })
      .onConflict((conflict) => conflict.column('secret_id').doUpdateSet({ secret_key: sealed, enabled: true, origin }))
      .execute();
  }

  /** Adds a pair, and disables all other pairs of the same origin. */
  async replace(pair: KeyPair, origin: string): Promise<void> {
    await this.put(pair, origin);
    await this.db
      .updateTable('key_pair')
      .set({ enabled: false })
      .where('origin', '=', origin)
      .where('secret_id', '!=', pair.secretId)
      .execute();
  }

  async find(secretId: string): Promise<AccessKey | undefined> {
    const row = await this.db
      .selectFrom('key_pair')
      .select(['secret_key', 'enabled'])
      .where('secret_id', '=', secretId)
      .executeTakeFirst();
    return row && { secretKey: this.vault.open(row.secret_key, secretId), enabled: row.enabled };
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

  /** Whether there is an enabled pair. */
  async hasEnabled(): Promise<boolean> {
    const row = await this.db.selectFrom('key_pair').select('secret_id').where('enabled', '=', true).executeTakeFirst();
    return row !== undefined;
  }
}
