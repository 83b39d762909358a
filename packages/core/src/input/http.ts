import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import { CliploopError } from '../errors.js';
import { Connections } from './connections.js';
import { parseContentRange } from './content-range.js';
import type { Feed } from './feed.js';
import { type Answer, discard, get, networkError, shownUrl } from './http-request.js';
import { RangeFeed } from './range-feed.js';
import { StreamFeed } from './stream-feed.js';
import type { RangeReader } from './types.js';

export interface RemoteInput {
  feed: Feed;
  /** False: the server has no ranges, and the bytes come once. */
  reopen: boolean;
  /** Bytes in all, when the server says so. */
  size?: number;
  /** Media type, when the server says so. */
  contentType?: string | undefined;
}

/*
 * Ranges are asked for in windows. Whoever asks for "from here on" and leaves early has paid for what fills the sockets on
 * both ends meanwhile: megabytes, for each seek. A window that is read to its end is followed by one of twice the size, so
 * that a long read needs few requests; and its connection serves the next one.
 */
const FIRST_WINDOW = 256 << 10;
const LAST_WINDOW = 8 << 20;

/**
 * Opens a URL with one request, for the first window. Its answer tells the size and whether the server has ranges, and is
 * not wasted: the engine's first read, from byte 0, goes on with it.
 */
export async function openHttp(url: URL, signal: AbortSignal): Promise<RemoteInput> {
  const connections = new Connections();
  try {
    const first = await get(url, { connections, headers: { range: `bytes=0-${FIRST_WINDOW - 1}` }, signal });
    refuseEncoding(first);
    return { ...(await inputOf(url, first, connections)), contentType: mediaType(first.response) };
  } catch (error) {
    connections.close();
    throw error;
  }
}

async function inputOf(url: URL, first: Answer, connections: Connections): Promise<RemoteInput> {
  const { response } = first;
  if (response.statusCode === 206) {
    const reader = new HttpReader(url, first, connections);
    return { feed: new RangeFeed(reader), reopen: true, ...(reader.size !== undefined && { size: reader.size }) };
  }
  response.once('close', () => connections.close());
  // No byte 0: the file is empty, and its answer's body is about something else.
  const empty = response.statusCode === 416;
  const size = empty ? 0 : contentLength(response);
  const feed = new StreamFeed(empty ? await nothing(response) : response, (error) => networkError(error, first.url));
  return { feed, reopen: false, ...(size !== undefined && { size }) };
}

class HttpReader implements RangeReader {
  readonly size: number | undefined;
  private waiting: IncomingMessage | undefined;
  private url: URL;
  private window = FIRST_WINDOW;
  /** Where the window before ends. */
  private next = FIRST_WINDOW;
  private readonly etag: string | undefined;
  private readonly modified: string | undefined;

  constructor(
    private readonly origin: URL,
    first: Answer,
    private readonly connections: Connections,
  ) {
    const { response } = first;
    this.url = first.url;
    this.etag = response.headers.etag;
    this.modified = response.headers['last-modified'];
    this.size = rangeOf(first, 0).size;
    if (this.size === undefined) discard(response);
    else this.waiting = response;
    // A socket that breaks before the engine first asks shows itself when the body is read.
    response.on('error', () => undefined);
  }

  async open(offset: number, signal: AbortSignal): Promise<Readable> {
    const { waiting } = this;
    this.waiting = undefined;
    if (waiting !== undefined && offset === 0 && !waiting.destroyed) return waiting;
    if (waiting !== undefined) discard(waiting);
    const answer = await this.ask(offset, signal);
    // At its end, for a server that does not tell the size.
    if (answer.response.statusCode === 416 && this.size === undefined) return nothing(answer.response);
    try {
      this.check(answer, offset);
    } catch (error) {
      discard(answer.response);
      throw error;
    }
    return answer.response;
  }

  close(): void {
    if (this.waiting !== undefined) discard(this.waiting);
    this.connections.close();
  }

  private async ask(offset: number, signal: AbortSignal): Promise<Answer> {
    const requests = { connections: this.connections, headers: this.headersFor(offset), signal };
    try {
      return await get(this.url, requests);
    } catch (error) {
      // Where a redirect led may have been signed for a short time only: its origin knows a new place.
      const expired = error instanceof CliploopError && ['INPUT_FORBIDDEN', 'INPUT_NOT_FOUND'].includes(error.code);
      if (!expired || this.url.href === this.origin.href) throw error;
      const answer = await get(this.origin, requests);
      this.url = answer.url;
      return answer;
    }
  }

  private headersFor(offset: number): Record<string, string> {
    // A weak entity tag must not stand in If-Range.
    const validator = this.etag?.startsWith('"') ? this.etag : this.modified;
    const range = `bytes=${offset}-${this.size === undefined ? '' : this.windowFrom(offset) - 1}`;
    return validator === undefined ? { range } : { range, 'if-range': validator };
  }

  private windowFrom(offset: number): number {
    this.window = offset === this.next ? Math.min(this.window * 2, LAST_WINDOW) : FIRST_WINDOW;
    this.next = offset + this.window;
    return this.next;
  }

  private check(answer: Answer, offset: number): void {
    const { response, url } = answer;
    refuseEncoding(answer);
    const { etag } = response.headers;
    const changed =
      response.statusCode === 200 || (this.etag !== undefined && etag !== undefined && etag !== this.etag);
    const size = response.statusCode === 206 ? rangeOf(answer, offset).size : undefined;
    const resized = this.size !== undefined && size !== undefined && size !== this.size;
    if (changed || resized || response.statusCode === 416) {
      throw new CliploopError('INPUT_CHANGED', `${shownUrl(url)} is a different file now`, { stage: 'input' });
    }
  }
}

function rangeOf({ response, url }: Answer, offset: number): { size?: number } {
  const range = parseContentRange(response.headers['content-range']);
  if (range !== undefined && range.first === offset) return range;
  discard(response);
  const detail = `${shownUrl(url)} answered 206 with Content-Range ${response.headers['content-range'] ?? 'missing'} to a range from ${offset} on`;
  throw new CliploopError('INPUT_HTTP', detail, { stage: 'input' });
}

// Offsets of a compressed body are not those of the file.
function refuseEncoding({ response, url }: Answer): void {
  const encoding = response.headers['content-encoding'];
  if (encoding === undefined || encoding === 'identity' || response.statusCode === 416) return;
  discard(response);
  throw new CliploopError(
    'INPUT_HTTP',
    `${shownUrl(url)} is sent with Content-Encoding ${encoding}, which is not supported`,
    { stage: 'input' },
  );
}

function contentLength({ headers }: IncomingMessage): number | undefined {
  const length = headers['content-length'];
  return length !== undefined && /^\d+$/.test(length) ? Number(length) : undefined;
}

// Without parameters, and only when it is valid, because messages show it.
function mediaType({ headers }: IncomingMessage): string | undefined {
  return /^[\w.+-]{1,60}\/[\w.+-]{1,100}(?=\s*(?:;|$))/.exec(headers['content-type'] ?? '')?.[0].toLowerCase();
}

async function nothing(response: IncomingMessage): Promise<Readable> {
  discard(response);
  const { Readable } = await import('node:stream');
  return Readable.from([], { objectMode: false });
}
