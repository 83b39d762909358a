/** Bytes as the answer of a route, such as a picture. */
export class Binary {
  /**
   * @param type content type, one of those in the description of the route
   * @param etag quoted, of bytes that clients may keep and ask for again: they are then sent only when they differ
   * @param maxAge how long a client may use them without asking, s. Default: 0
   */
  constructor(
    readonly type: string,
    readonly bytes: Buffer,
    readonly more: { readonly etag?: string; readonly maxAge?: number } = {},
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

/** What a route returns: the members of a JSON object except RequestId, bytes or a stream. */
export type Reply = object | Binary | Stream;
