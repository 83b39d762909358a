import { formSecretId } from '@cliploop/vod';
import type { FastifyRequest } from 'fastify';
import { BodyBudget } from '../http/body-budget.js';
import { clientAddress } from '../http/client-address.js';
import { FairSlots } from '../http/fair-slots.js';
import type { BodyBudgets } from '../http/read-body.js';

/** Memory for bodies, bytes: 128 MiB for clients that name a key pair of the service, 16 MiB for others. */
const KNOWN_BODIES = 128 * 2 ** 20;
const UNKNOWN_BODIES = 16 * 2 ** 20;

/** API requests that run at the same time, and those that run or wait. */
const API = { running: 64, total: 1_024 };

/** Requests of the object store at the same time. They mostly wait for their client. */
const UPLOADS = { running: 512, total: 512 };

/** Requests of the object store that wait until there is room for them. */
const WAITING_UPLOADS = { running: 512, total: 512 };

/** Key pairs that have signed requests lately. */
const MAX_SIGNERS = 1_000;

export type Refusal = 'body memory' | 'requests' | 'uploads' | 'deadline';

/** What all requests share. */
export class RequestLimits {
  readonly bodies: BodyBudgets;
  readonly api: FairSlots;
  readonly uploads: FairSlots;
  readonly waitingUploads = new FairSlots(WAITING_UPLOADS);
  private readonly signers = new Set<string>();

  /** @param refused called for each request that is refused */
  constructor(readonly refused: (what: Refusal) => void = () => {}) {
    const noMemory = (): void => refused('body memory');
    this.bodies = {
      known: new BodyBudget(KNOWN_BODIES, noMemory),
      unknown: new BodyBudget(UNKNOWN_BODIES, noMemory),
    };
    this.api = new FairSlots({ ...API, onRefused: () => refused('requests') });
    this.uploads = new FairSlots({ ...UPLOADS, onRefused: () => refused('uploads') });
  }

  /** Bytes of all bodies in memory. */
  get bodyBytes(): number {
    return this.bodies.known.used + this.bodies.unknown.used;
  }

  /** Remembers the key pair of a request whose signature was verified. */
  signed(secretId: string): void {
    this.signers.delete(secretId);
    this.signers.add(secretId);
    const [oldest = ''] = this.signers;
    if (this.signers.size > MAX_SIGNERS) this.signers.delete(oldest);
  }

  /**
   * Whose request it is, for fair shares: that of an address, and of a key pair if it has signed requests. Clients could make up any
   * number of other key pairs.
   */
  ownerOf({ raw, body }: FastifyRequest): string {
    const address = clientAddress(raw.socket.remoteAddress);
    const secretId = claimedId(raw.headers.authorization, raw.url ?? '', body);
    return secretId !== undefined && this.signers.has(secretId) ? `${address} ${secretId}` : address;
  }
}

/** The SecretId that a request names. */
function claimedId(authorization: string | undefined, url: string, body: unknown): string | undefined {
  if (authorization !== undefined) return /Credential=([^/,\s]{1,128})\//.exec(authorization)?.[1];
  const query = url.indexOf('?');
  const inQuery = query < 0 ? undefined : formSecretId(Buffer.from(`${url.slice(query + 1)}&`));
  if (inQuery !== undefined || !Buffer.isBuffer(body)) return inQuery;
  const at = body.lastIndexOf('SecretId=');
  return at < 0 ? undefined : formSecretId(Buffer.concat([body.subarray(at, at + 600), Buffer.from('&')]));
}
