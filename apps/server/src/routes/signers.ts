import { createHash } from 'node:crypto';
import { applicationOwner, cookieOf, formSecretId } from '@cliploop/vod';
import type { FastifyRequest } from 'fastify';

/** What a request says about its signer. Nothing is proved. */
export interface Claim {
  readonly secretId: string | undefined;
  /** SecretId of the key pair, where `secretId` stands for a session. */
  readonly keyId?: string;
  /** 0: the main application. */
  readonly subAppId: number;
}

/** Addresses that are remembered of one claim, and number of claims. */
const MAX_ADDRESSES = 1_000;
const MAX_CLAIMS = 10_000;

/**
 * The clients that have signed requests lately: an address with a key pair, and the application that its requests named. Requests that
 * claim the same get the turns of the application before their signature is verified. Clients could make up any number of other claims,
 * and those with many addresses displace only their own.
 */
export class Signers {
  /** The owner of the turns by what requests claim and by address. Those that were seen last are at the end. */
  private readonly claims = new Map<string, Map<string, string>>();

  /** @param subAppId the application of a request whose signature was verified. Undefined: it has none */
  add(
    address: string,
    { secretId = '', subAppId: claimed, keyId = secretId }: Claim,
    subAppId: number | undefined,
  ): void {
    const owner = subAppId === undefined ? `key ${keyId}` : applicationOwner(subAppId);
    this.put(secretId, address, owner);
    this.put(`${secretId} ${claimed}`, address, owner);
  }

  has(address: string, secretId: string): boolean {
    return this.claims.get(secretId)?.has(address) ?? false;
  }

  /** @returns the owner of the turns; undefined when no such client has signed a request */
  find(address: string, { secretId, subAppId }: Claim): string | undefined {
    return secretId === undefined ? undefined : this.claims.get(`${secretId} ${subAppId}`)?.get(address);
  }

  private put(claim: string, address: string, owner: string): void {
    const owners = this.claims.get(claim) ?? new Map<string, string>();
    putLast(owners, address, owner, MAX_ADDRESSES);
    putLast(this.claims, claim, owners, MAX_CLAIMS);
  }
}

function putLast<V>(map: Map<string, V>, key: string, value: V, most: number): void {
  map.delete(key);
  map.set(key, value);
  const [oldest = ''] = map.keys();
  if (map.size > most) map.delete(oldest);
}

/** Reads what a request claims. @param known its SecretId, if it is known */
export function claimOf({ raw, body, protocol, host }: FastifyRequest, known?: string): Claim {
  const { authorization } = raw.headers;
  const url = raw.url ?? '/';
  const query = url.includes('?') ? url.slice(url.indexOf('?') + 1) : '';
  const bytes = Buffer.isBuffer(body) ? body : Buffer.alloc(0);
  // A cookie names its key pair only to the database.
  const { cookie } = raw.headers;
  const token = cookieOf({ headers: { authorization, cookie }, origin: `${protocol}://${host}` });
  if (token !== undefined) {
    const session = `session ${createHash('sha256').update(token).digest('hex')}`;
    return { secretId: session, ...(known && { keyId: known }), subAppId: claimedApplication(query, bytes) };
  }
  const secretId = known ?? claimedId(authorization, query, bytes);
  return { secretId, subAppId: claimedApplication(query, bytes) };
}

function claimedId(authorization: string | undefined, query: string, body: Buffer): string | undefined {
  if (authorization !== undefined) return /Credential=([^/,\s]{1,128})\//.exec(authorization)?.[1];
  const inQuery = query === '' ? undefined : formSecretId(Buffer.from(`${query}&`));
  return inQuery ?? formSecretId(Buffer.concat([partAt(body, 'SecretId='), Buffer.from('&')]));
}

function claimedApplication(query: string, body: Buffer): number {
  const inQuery = /(?:^|&)SubAppId=(\d{1,15})(?:&|$)/.exec(query)?.[1];
  const part = partAt(body, 'SubAppId').toString('latin1');
  return Number(inQuery ?? /^SubAppId(?:"\s{0,20}:\s{0,20}|=)(\d{1,15})/.exec(part)?.[1] ?? 0);
}

/** The beginning of the last place where a body has a name. */
function partAt(body: Buffer, name: string): Buffer {
  const at = body.lastIndexOf(name);
  return at < 0 ? Buffer.alloc(0) : body.subarray(at, at + 600);
}
