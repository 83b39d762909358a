import type { ServerResponse } from 'node:http';
import { loopTurns } from '@cliploop/vod';
import type { FastifyRequest } from 'fastify';
import { BodyBudget } from '../http/body-budget.js';
import { clientAddress } from '../http/client-address.js';
import { FairSlots } from '../http/fair-slots.js';
import type { BodyBudgets } from '../http/read-body.js';
import { claimOf, Signers } from './signers.js';

/** Memory for bodies, bytes: 128 MiB for clients that name a key pair of the service, 16 MiB for others. */
const KNOWN_BODIES = 128 * 2 ** 20;
const UNKNOWN_BODIES = 16 * 2 ** 20;

/** API requests that run at the same time, and those that run or wait. */
const API = { running: 64, total: 1_024 };

/** The same of clients that have not signed a request for an application lately. They have their own places. */
const STRANGERS = { running: 64, total: 512 };

/** Requests for signed URLs. They wait for one animation, or read a file. One address, which may be that of a proxy, gets half. */
const URLS = { running: 4_096, total: 4_096 };

/** Requests of the object store at the same time. They mostly wait for their client. */
const UPLOADS = { running: 512, total: 512 };

/** Requests of the object store that wait until there is room for them. */
const WAITING_UPLOADS = { running: 512, total: 512 };

/**
 * Answers that stay open, such as streams of events: in all, and so that a key pair alone gets 128, and an application or an address
 * alone 192.
 */
const STREAMS = { running: 256, total: 256 };
const STREAMS_OF_GROUP = { running: 384, total: 384 };

export type Refusal = 'body memory' | 'requests' | 'uploads' | 'deadline';

/** What all requests share. */
export class RequestLimits {
  readonly bodies: BodyBudgets;
  readonly uploads: FairSlots;
  readonly waitingUploads = new FairSlots(WAITING_UPLOADS);
  private readonly streams = new FairSlots(STREAMS);
  private readonly streamsOfAddress = new FairSlots(STREAMS_OF_GROUP);
  private readonly streamsOfApplication = new FairSlots(STREAMS_OF_GROUP);
  private readonly endings = new Set<AbortController>();
  private readonly api: FairSlots;
  private readonly strangers: FairSlots;
  private readonly urls: FairSlots;
  private readonly signers = new Signers();

  /** @param refused called for each request that is refused */
  constructor(readonly refused: (what: Refusal) => void = () => {}) {
    const noMemory = (): void => refused('body memory');
    this.bodies = {
      known: new BodyBudget(KNOWN_BODIES, noMemory),
      unknown: new BodyBudget(UNKNOWN_BODIES, noMemory),
    };
    const onRefused = (): void => refused('requests');
    this.api = new FairSlots({ ...API, onRefused });
    this.strangers = new FairSlots({ ...STRANGERS, onRefused });
    this.urls = new FairSlots({ ...URLS, onRefused });
    this.uploads = new FairSlots({ ...UPLOADS, onRefused: () => refused('uploads') });
  }

  /** Bytes of all bodies in memory. */
  get bodyBytes(): number {
    return this.bodies.known.used + this.bodies.unknown.used;
  }

  /** API requests that run or wait. */
  get requests(): number {
    return this.api.size + this.strangers.size + this.urls.size;
  }

  /** Remembers the signer of a request whose signature was verified, and its application. */
  signed(request: FastifyRequest, secretId: string, subAppId: number | undefined): void {
    this.signers.add(addressOf(request), claimOf(request, secretId), subAppId);
  }

  /**
   * Runs an API request in its turn. The turns are those of applications, whatever key pairs, addresses and connections they use; a
   * client that has not signed a request of the application lately shares its turns with its address.
   * @param light the request mostly waits, and needs no place among those that run
   * @throws Overloaded
   */
  runApi<T>(request: FastifyRequest, work: (owner: string) => Promise<T>, light: boolean): Promise<T> {
    const address = addressOf(request);
    const application = this.signers.find(address, claimOf(request));
    const owner = application ?? address;
    const run = async (): Promise<T> => {
      await loopTurns.next(owner);
      return work(owner);
    };
    return (application === undefined ? this.strangers : this.api).run(owner, run, light);
  }

  /** Runs a request for a signed URL, in the turn of its address. @throws Overloaded */
  runUrl<T>(request: FastifyRequest, work: (owner: string) => Promise<T>): Promise<T> {
    const owner = addressOf(request);
    const run = async (): Promise<T> => {
      await loopTurns.next(owner);
      return work(owner);
    };
    return this.urls.run(owner, run, true);
  }

  /** Returns a signal that is aborted when the client has gone before the end of the answer, and by `endAll`. */
  endingOf(response: ServerResponse): { signal: AbortSignal; abort: () => void } {
    const ending = new AbortController();
    this.endings.add(ending);
    response.once('close', () => {
      this.endings.delete(ending);
      ending.abort();
    });
    return { signal: ending.signal, abort: () => ending.abort() };
  }

  /** Ends the answers that stay open, when the service stops. */
  endAll(): void {
    for (const ending of this.endings) ending.abort();
  }

  /**
   * Counts an answer that stays open until its end.
   * @param subAppId the only application of the request
   * @returns whether there is room for it
   */
  keepStream(
    request: FastifyRequest,
    secretId: string,
    subAppId: number | undefined,
    response: ServerResponse,
  ): boolean {
    const application = subAppId === undefined ? 'all applications' : `application ${subAppId}`;
    const places: [FairSlots, string][] = [
      [this.streams, `key ${secretId}`],
      [this.streamsOfAddress, addressOf(request)],
      [this.streamsOfApplication, application],
    ];
    if (!places.every(([slots, owner]) => slots.hasRoom(owner))) {
      this.refused('requests');
      return false;
    }
    const ended = new Promise<void>((resolve) => response.once('close', () => resolve()));
    for (const [slots, owner] of places) void slots.run(owner, () => ended, true);
    return true;
  }

  /** Whose body it is, for fair shares of the memory: that of an address, and of a key pair if it has signed requests. */
  ownerOfBody(request: FastifyRequest): string {
    const address = addressOf(request);
    const { secretId } = claimOf(request);
    return secretId !== undefined && this.signers.has(address, secretId) ? `${address} ${secretId}` : address;
  }
}

export function addressOf({ raw }: FastifyRequest): string {
  return clientAddress(raw.socket.remoteAddress);
}
