import type { IncomingMessage } from 'node:http';
import type { BodyBudget } from './body-budget.js';

/** A body up to this size is read before anything is known about the client, bytes. Requests of the SDKs are smaller. */
export const SMALL_BODY = 64 * 1024;

/** A client that sends more of a refused body than this is disconnected, bytes. */
const MAX_DISCARDED = 16 * 2 ** 20;

/** Each chunk costs time, so a body in many tiny chunks is refused, and its connection closed. */
const MANY_CHUNKS = 2_000;
const TINY_CHUNK = 32;

/** The memory for bodies of clients that have not named a known key pair, and of those that have. */
export interface BodyBudgets {
  readonly unknown: BodyBudget;
  readonly known: BodyBudget;
}

export interface Admission {
  /** Largest body, bytes. */
  readonly limit: number;
  /** Whether the request names a key pair of the service. */
  readonly known: boolean;
}

export interface ReadOptions {
  /** Whose body it is, see `BodyBudget`. */
  readonly owner: string;
  /** Largest body, bytes. */
  readonly limit: number;
  /** Called once for a body above SMALL_BODY, with its beginning. Throws to refuse it. */
  readonly admit: (beginning: Buffer) => Promise<Admission>;
}

/** A body that was refused while it was received. */
export class BodyRefused extends Error {
  /** @param limit largest body of this request, bytes */
  constructor(
    readonly reason: 'too large' | 'no memory' | 'aborted',
    readonly limit: number,
  ) {
    super(`body refused: ${reason}`);
  }
}

export interface ReadBody {
  readonly bytes: Buffer;
  /** Gives the memory back. To be called when the request has been handled. */
  release(): void;
}

/**
 * Reads a body into memory. The chunks are copied, because a client can send them so small that each one needs many times its size.
 * @throws BodyRefused, and what `admit` throws
 */
export function readBody(body: IncomingMessage, budgets: BodyBudgets, options: ReadOptions): Promise<ReadBody> {
  const { owner, admit } = options;
  return new Promise((resolve, reject) => {
    let { limit } = options;
    let bytes = Buffer.alloc(0);
    let size = 0;
    let admitted = false;
    let chunks = 0;
    const refuse = (error: unknown): void => {
      finish();
      memory.release();
      bytes = Buffer.alloc(0);
      // An error of a connection that breaks later has no other listener.
      body.on('error', () => {});
      // The rest is discarded, because many clients read the response only after they have sent the body.
      let discarded = 0;
      body.on('data', ({ length }: Buffer) => {
        discarded += length;
        if (discarded > MAX_DISCARDED || isTiny(discarded)) body.destroy();
      });
      body.resume();
      reject(error);
    };
    const refused = (reason: BodyRefused['reason']) => (): void => refuse(new BodyRefused(reason, limit));
    let memory = budgets.unknown.open(owner, refused('no memory'));
    const append = (chunk: Buffer): boolean => {
      const needed = size + chunk.length;
      if (needed > bytes.length) {
        const capacity = Math.min(limit, Math.max(needed, 2 * bytes.length, 1_024));
        if (!memory.grow(capacity - bytes.length)) return false;
        const larger = Buffer.allocUnsafeSlow(capacity);
        bytes.copy(larger, 0, 0, size);
        bytes = larger;
      }
      chunk.copy(bytes, size);
      size = needed;
      return true;
    };
    const admitRest = async (): Promise<void> => {
      const admission = await admit(bytes.subarray(0, size));
      limit = Math.min(limit, admission.limit);
      if (size > limit) throw new BodyRefused('too large', limit);
      if (admission.known) {
        memory.release();
        memory = budgets.known.open(owner, refused('no memory'));
        if (!memory.grow(bytes.length)) throw new BodyRefused('no memory', limit);
      }
      body.resume();
    };
    const isTiny = (received: number): boolean => ++chunks > MANY_CHUNKS && received / chunks < TINY_CHUNK;
    const onData = (chunk: Buffer): void => {
      if (isTiny(size)) {
        body.destroy();
      } else if (size + chunk.length > limit) {
        refuse(new BodyRefused('too large', limit));
      } else if (!append(chunk)) {
        refuse(new BodyRefused('no memory', limit));
      } else if (size > SMALL_BODY && !admitted) {
        admitted = true;
        body.pause();
        admitRest().catch(refuse);
      }
    };
    const onEnd = (): void => {
      finish();
      memory.complete();
      resolve({ bytes: bytes.subarray(0, size), release: () => memory.release() });
    };
    const onClose = refused('aborted');
    const finish = (): void => {
      body.off('data', onData).off('end', onEnd).off('close', onClose).off('error', onClose);
    };
    body.on('data', onData).on('end', onEnd).on('close', onClose).on('error', onClose);
  });
}
