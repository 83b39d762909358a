import { sql } from 'kysely';
import type { Database } from '../../store/database/database.js';
import type { Vault } from '../../store/secret/vault.js';
import { apiError } from '../../wire/error/api-error.js';
import { KeyAdmin, type KeyCheck, KeyError, type KeyFields, type KeyInfo } from './key-admin.js';
import type { KeyPair } from './key-pairs.js';
import type { KeyAccess } from './rights.js';

/** Who asks for a change. */
export interface KeyManager {
  readonly secretId: string;
  readonly access: KeyAccess;
}

/** Advisory lock of changes by requests: any number that nothing else in this database uses. */
const LOCK = 7_230_115_004;

/**
 * The key pairs as requests change them: by key pairs with the right `manage` for all applications. None of them can give more rights
 * or a longer life than it has itself.
 */
export class KeyRequests {
  private readonly admin: KeyAdmin;

  /** @param onRotated called with the new secret key of a pair */
  constructor(
    db: Database,
    vault: Vault,
    private readonly onRotated: (pair: KeyPair) => Promise<void> = async () => {},
  ) {
    this.admin = new KeyAdmin(db, vault);
  }

  /** Lists all key pairs, the oldest first. */
  list(): Promise<KeyInfo[]> {
    return this.admin.list();
  }

  /** @throws ApiError UnauthorizedOperation, InvalidParameterValue */
  async create(by: KeyManager, fields: Required<KeyFields>): Promise<KeyPair> {
    const own = infoOf(await this.list(), by.secretId);
    checkNotMore(by, own, { rights: fields.rights ?? [], expireTime: fields.expireTime ?? null }, 'create a key pair');
    // Its applications must exist.
    return failing(this.admin.create(fields), 'InvalidParameterValue');
  }

  /** @throws ApiError ResourceNotFound, UnauthorizedOperation */
  async enable(by: KeyManager, secretId: string): Promise<void> {
    const check: KeyCheck = async (trx) => {
      const all = await this.admin.list(trx);
      checkNotMore(by, infoOf(all, by.secretId), infoOf(all, secretId), 'enable this key pair');
    };
    await failing(this.admin.setEnabled(secretId, true, check));
  }

  /**
   * @param confirmed the ID again. Needed to disable the pair that asks, and the last one that can manage key pairs
   * @throws ApiError ResourceNotFound, FailedOperation
   */
  async disable(by: KeyManager, secretId: string, confirmed: string | undefined): Promise<void> {
    const check: KeyCheck = async (trx) => {
      // Two pairs could disable each other at the same time.
      await sql`select pg_advisory_xact_lock(${LOCK})`.execute(trx);
      const all = await this.admin.list(trx);
      infoOf(all, secretId);
      if (confirmed === secretId) return;
      const advice = `Set Confirm to ${secretId} to disable it nevertheless`;
      if (secretId === by.secretId) {
        throw apiError(
          'FailedOperation',
          `Key pair ${secretId} is the one of this request, which will be signed out. ${advice}`,
        );
      }
      if (all.some((key) => key.secretId !== secretId && canManage(key))) return;
      const last = `Key pair ${secretId} is the last one that can manage key pairs; only cliploop-server key can make another one`;
      throw apiError('FailedOperation', `${last}. ${advice}`);
    };
    await failing(this.admin.setEnabled(secretId, false, check));
  }

  /**
   * Gives a pair a new secret key.
   * @param overlap seconds for which the present secret key is accepted, too
   * @throws ApiError ResourceNotFound, UnauthorizedOperation, FailedOperation
   */
  async rotate(by: KeyManager, secretId: string, overlap: number): Promise<KeyPair> {
    const check: KeyCheck = async (trx) => {
      const all = await this.admin.list(trx);
      const key = infoOf(all, secretId);
      checkNotMore(by, infoOf(all, by.secretId), key, 'rotate this key pair');
      if (key.oldSecretUntil === null || overlap === 0) return;
      throw apiError(
        'FailedOperation',
        `Key pair ${secretId} is being rotated: its old secret key is accepted until ${key.oldSecretUntil.toISOString()}. Rotate it ` +
          'again after that, or end both older secret keys now with Overlap 0',
      );
    };
    const pair = await failing(this.admin.rotate(secretId, overlap, undefined, { check }));
    await this.onRotated(pair);
    return pair;
  }
}

function infoOf(keys: readonly KeyInfo[], secretId: string): KeyInfo {
  const found = keys.find((key) => key.secretId === secretId);
  if (found) return found;
  throw apiError('ResourceNotFound', `Key pair ${secretId} not found (SecretId)`);
}

function canManage({ state, rights, applications }: KeyInfo): boolean {
  return state === 'enabled' && rights.includes('manage') && applications === null;
}

/** @throws ApiError UnauthorizedOperation when a pair would give more than it has */
function checkNotMore(
  { access }: KeyManager,
  own: Pick<KeyInfo, 'expireTime'>,
  given: Pick<KeyInfo, 'rights' | 'expireTime'>,
  what: string,
): void {
  const missing = given.rights.filter((right) => !access.rights.includes(right));
  if (missing.length > 0) {
    const has = access.rights.join(', ');
    const message = `This key pair may not ${what} with the right ${missing.join(', ')}, which it does not have; its rights are: ${has}`;
    throw apiError('UnauthorizedOperation', message);
  }
  const { expireTime } = own;
  if (expireTime === null || (given.expireTime !== null && given.expireTime <= expireTime)) return;
  const message = `This key pair expires at ${expireTime.toISOString()}, so it may not ${what} that is accepted for longer`;
  throw apiError('UnauthorizedOperation', message);
}

async function failing<T>(
  work: Promise<T>,
  code: 'FailedOperation' | 'InvalidParameterValue' = 'FailedOperation',
): Promise<T> {
  return work.catch((error: unknown) => {
    throw error instanceof KeyError ? apiError(code, error.message, error) : error;
  });
}
