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

export interface StoredFileOptions {
  /** bytes */
  readonly size: number;
  /** Quoted. Identifies the bytes. */
  readonly etag: string;
  /** How long every cache may keep it, s. */
  readonly maxAge: number;
  /** Names of the request headers that choose the file. Default: none. */
  readonly vary?: string;
}

/**
 * A stored file as the answer of a route. Its URL alone gives access, so that pages of any origin may show it, and caches may keep it. It
 * never changes. Clients may ask for a part of it.
 */
export class StoredFile {
  /**
   * @param type content type, one of those in the description of the route
   * @param key in the storage
   */
  constructor(
    readonly type: string,
    readonly key: string,
    readonly more: StoredFileOptions,
  ) {}
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

/** What a route returns: the members of a JSON object except RequestId, bytes, a stored file or a stream. */
export type Reply = object | Binary | StoredFile | Stream;
