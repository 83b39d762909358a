import { sql, type Transaction } from 'kysely';
import type { Database } from '../../store/database/database.js';
import type { Vault } from '../../store/secret/vault.js';
import type { Tables } from '../../store/tables/index.js';
import type { Right } from '../../store/tables/key.js';
import { recordCommand } from '../audit/record-command.js';
import { type KeyPair, MIN_SECRET_LENGTH, newKeyPair } from './key-pairs.js';
import type { KeyAccess } from './rights.js';
import { isUsable } from './usable.js';

/** A mistake of the operator, with a message for people. */
export class KeyError extends Error {}

export interface KeyInfo extends KeyAccess {
  readonly secretId: string;
  readonly name: string;
  readonly origin: string;
  /** `unused`: from an environment, and no running process has it. */
  readonly state: 'enabled' | 'disabled' | 'expired' | 'unused';
  readonly createTime: Date;
  readonly expireTime: Date | null;
  readonly lastUseTime: Date | null;
  /** Until then, the secret key before the rotation is accepted, too. */
  readonly oldSecretUntil: Date | null;
}

export interface KeyFields {
  readonly name?: string | undefined;
  readonly rights?: readonly Right[] | undefined;
  readonly applications?: readonly number[] | null | undefined;
  /** Null: never. */
  readonly expireTime?: Date | null | undefined;
}

/** Runs in the transaction of a change, before it. */
export type KeyCheck = (trx: Transaction<Tables>) => Promise<void>;

/**
 * Gives a new secret key to its user, as the last step before the change is committed: nobody else can show the secret key, so it must
 * not be lost when the process is killed. An error undoes the change.
 */
export type HandOver = (pair: KeyPair) => Promise<void>;

/** Creates and changes key pairs. Every change is in the audit log. Running services notice changes at the next request. */
export class KeyAdmin {
  /** @param who the operator, for the audit log. Absent: changes are recorded as those of requests */
  constructor(
    private readonly db: Database,
    private readonly vault: Vault,
    private readonly who?: string,
  ) {}

  /** Lists all key pairs, the oldest first. @param db the transaction of a change */
  async list(db = this.db): Promise<KeyInfo[]> {
    const rows = await db
      .selectFrom('key_pair as k')
      .selectAll()
      .select(isUsable().as('usable'))
      .select(sql<boolean>`coalesce(expire_time <= now(), false)`.as('expired'))
      .select(sql<Date | null>`case when old_until > now() then old_until end`.as('overlap'))
      .orderBy('create_time')
      .orderBy('secret_id')
      .execute();
    return rows.map((row) => ({
      secretId: row.secret_id,
      name: row.name,
      origin: row.origin,
      state: !row.enabled ? 'disabled' : row.expired ? 'expired' : row.usable ? 'enabled' : 'unused',
      rights: row.rights,
      applications: row.applications?.map(Number) ?? null,
      createTime: row.create_time,
      expireTime: row.expire_time,
      lastUseTime: row.last_use_time,
      oldSecretUntil: row.overlap,
    }));
  }

  /**
   * Creates a key pair.
   * @param given a secret key, and its id if it has one. Default: a new pair
   * @throws KeyError
   */
  async create(
    fields: Required<KeyFields>,
    given: Partial<KeyPair> = {},
    handOver: HandOver = async () => {},
  ): Promise<KeyPair> {
    const made = newKeyPair();
    const { secretId = made.secretId, secretKey = made.secretKey } = given;
    checkSecretKey(secretKey);
    await this.transaction('key create', secretId, async (trx) => {
      await checkApplications(trx, fields.applications);
      const row = await trx
        .insertInto('key_pair')
        .values({
          ...columnsOf(fields),
          ...{
            secret_id: secretId,
            secret_key: this.vault.seal(secretKey, secretId),
            origin: this.who === undefined ? 'request' : 'command',
          },
        })
        .onConflict((conflict) => conflict.doNothing())
        .returning('secret_id')
        .executeTakeFirst();
      if (!row) throw new KeyError(`Key pair ${shownId(secretId)} exists already; choose another --id`);
      await handOver({ secretId, secretKey });
    });
    return { secretId, secretKey };
  }

  /** Changes the given fields. @throws KeyError */
  async modify(secretId: string, fields: KeyFields): Promise<void> {
    await this.transaction('key modify', secretId, async (trx) => {
      if (fields.applications !== undefined) await checkApplications(trx, fields.applications);
      await update(trx, secretId, columnsOf(fields));
    });
  }

  /** @param check throws when the change is not allowed @throws KeyError when the pair does not exist */
  async setEnabled(secretId: string, enabled: boolean, check: KeyCheck = async () => {}): Promise<void> {
    const verb = enabled ? 'key enable' : 'key disable';
    await this.transaction(verb, secretId, async (trx) => {
      await check(trx);
      await update(trx, secretId, { enabled });
    });
  }

  /**
   * Gives a pair a new secret key.
   * @param overlap seconds for which the present secret key is accepted, too
   * @param secretKey default: a new one
   * @param steps `check` throws when the change is not allowed
   * @throws KeyError for an unknown pair, for one from the environment, and while the overlap of another rotation lasts, unless
   *   `overlap` is 0
   */
  async rotate(
    secretId: string,
    overlap: number,
    secretKey = newKeyPair().secretKey,
    { check = async () => {}, handOver = async () => {} }: { check?: KeyCheck; handOver?: HandOver } = {},
  ): Promise<KeyPair> {
    checkSecretKey(secretKey);
    await this.transaction('key rotate', secretId, async (trx) => {
      await check(trx);
      const row = await trx
        .selectFrom('key_pair')
        .select(['origin', 'secret_key'])
        .select(sql<Date | null>`case when old_until > now() then old_until end`.as('until'))
        .where('secret_id', '=', secretId)
        .forUpdate()
        .executeTakeFirst();
      if (!row) throw unknownKey(secretId);
      if (row.origin === 'environment') {
        throw new KeyError(
          `Key pair ${shownId(secretId)} is from the environment of a service; change CLIPLOOP_SECRET_ID and ` +
            'CLIPLOOP_SECRET_KEY there, and restart the service',
        );
      }
      if (row.until !== null && overlap > 0) {
        throw new KeyError(
          `Key pair ${shownId(secretId)} is being rotated: its old secret key is accepted until ${row.until.toISOString()}. ` +
            'Rotate it again after that, or end both older secret keys now with --overlap 0',
        );
      }
      await update(trx, secretId, {
        secret_key: this.vault.seal(secretKey, secretId),
        old_secret_key: overlap > 0 ? row.secret_key : null,
        old_until: overlap > 0 ? sql<Date>`now() + make_interval(secs => ${overlap})` : null,
      });
      await handOver({ secretId, secretKey });
    });
    return { secretId, secretKey };
  }

  /** Runs a change together with its entry in the audit log. */
  private async transaction(action: string, secretId: string, work: (trx: Transaction<Tables>) => Promise<void>) {
    await this.db.transaction().execute(async (trx) => {
      if (this.who !== undefined) await recordCommand(trx, { action, object: `SecretId=${secretId}`, who: this.who });
      await work(trx);
    });
  }
}

function columnsOf({ name, rights, applications, expireTime }: KeyFields) {
  return {
    ...(name !== undefined && { name }),
    ...(rights !== undefined && { rights: [...rights] }),
    ...(applications !== undefined && { applications: applications && [...applications] }),
    ...(expireTime !== undefined && { expire_time: expireTime }),
  };
}

async function update(trx: Transaction<Tables>, secretId: string, columns: object): Promise<void> {
  const { numUpdatedRows } = await trx
    .updateTable('key_pair')
    .set(columns)
    .where('secret_id', '=', secretId)
    .executeTakeFirst();
  if (numUpdatedRows === 0n) throw unknownKey(secretId);
}

async function checkApplications(trx: Transaction<Tables>, ids: readonly number[] | null): Promise<void> {
  if (ids === null) return;
  const rows = await trx.selectFrom('application').select('sub_app_id').execute();
  const known = rows.map(({ sub_app_id }) => sub_app_id);
  const missing = ids.find((id) => !known.includes(id));
  if (missing === undefined) return;
  throw new KeyError(`Application ${missing} does not exist; the applications are ${known.sort().join(', ')}`);
}

/** @throws KeyError for a secret key that is too short or has other characters than clients send */
export function checkSecretKey(secretKey: string): void {
  const { length } = secretKey;
  if (length < MIN_SECRET_LENGTH) {
    throw new KeyError(`The secret key must have at least ${MIN_SECRET_LENGTH} characters, got ${length}`);
  }
  if (!/^[\x21-\x7e]{1,128}$/.test(secretKey)) {
    throw new KeyError('The secret key must have at most 128 characters, all printable ASCII without spaces');
  }
}

function unknownKey(secretId: string): KeyError {
  return new KeyError(`Key pair ${shownId(secretId)} does not exist; cliploop-server key list shows all key pairs`);
}

function shownId(secretId: string): string {
  return /^[\x21-\x7e]{1,128}$/.test(secretId) ? secretId : JSON.stringify(secretId.slice(0, 80));
}
