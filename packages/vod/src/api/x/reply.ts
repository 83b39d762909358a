import type { Body } from '../../domain/picture/made-file.js';

export interface BinaryOptions {
  /** Quoted, of bytes that clients may keep and ask for again: they are then sent only when they differ. */
  readonly etag?: string;
  /** How long a client may use them without asking, s. Default: 0 */
  readonly maxAge?: number;
  /** Further headers, as the description of the route has them. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** Bytes as the answer of a route, such as a picture. */
export class Binary {
  /**
   * @param type content type, one of those in the description of the route
   * @param bytes in memory, or a body that is sent as the client reads it
   */
  constructor(
    readonly type: string,
    readonly bytes: Buffer | Body,
    readonly more: BinaryOptions = {},
  ) {}

  /** Frees what the bytes need, when they are not sent. */
  discard(): void {
    if (!Buffer.isBuffer(this.bytes)) this.bytes.discard();
  }
}

/**
 * An answer that is sent piece by piece for as long as the connection stays open, such as server-sent events. Yield something at once:
 * the headers are sent with the first piece. It ends when `Caller.signal` is aborted, and when the key pair or the session ends.
 */
export class Stream {
  /** @param type content type, as in the description of the route */
  constructor(
    readonly type: string,
    readonly pieces: AsyncIterable<string | Uint8Array>,
  ) {}
}

/** What a route returns: the members of a JSON object except RequestId, bytes or a stream. */
export type Reply = object | Binary | Stream;
