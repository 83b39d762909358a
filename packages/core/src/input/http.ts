import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import {
  contentLength,
  encodingOf,
  isSameVersion,
  parseContentRange,
  redacted,
  type Version,
  versionOf,
} from '@cliploop/fetch/rules';
import { CliploopError } from '../errors.js';
import { Connections } from './connections.js';
import type { Feed } from './feed.js';
import { type Answer, discard, get, networkError } from './http-request.js';
import { RangeFeed } from './range-feed.js';
import { StreamFeed } from './stream-feed.js';
import type { RangeReader } from './types.js';

/** An opened URL. */
interface RemoteInput {
  feed: Feed;
  /** False if the server does not support range requests, so that the bytes can be read only once. */
  reopen: boolean;
  /** Size of the file in bytes, if the server sends it. */
  size?: number;
  /** Media type, if the server sends it. */
  contentType?: string | undefined;
}

/*
 * Range requests have a limited size (a window). An open-ended range that is aborted by a seek wastes the megabytes in the socket
 * buffers of both sides. After a window has been read to its end, the next one is twice as large, so that a long read needs few
 * requests, which share one connection.
 */
const MIN_WINDOW_BYTES = 256 << 10;
const MAX_WINDOW_BYTES = 8 << 20;

/**
 * Opens a URL with a request for the first window. The response has the size and shows whether the server supports range
 * requests. Its body serves the first read of the engine, which starts at byte 0.
 */
export async function openHttp(url: URL, signal: AbortSignal): Promise<RemoteInput> {
  const connections = new Connections();
  try {
    const first = await get(url, { connections, headers: { range: `bytes=0-${MIN_WINDOW_BYTES - 1}` }, signal });
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
  // 416 for a range from byte 0 means that the file is empty. The body of the response is an error message.
  const empty = response.statusCode === 416;
  const size = empty ? 0 : contentLength(response.headers);
  const feed = new StreamFeed(empty ? await emptyStream(response) : response, (error) =>
    networkError(error, first.url),
  );
  return { feed, reopen: false, ...(size !== undefined && { size }) };
}

class HttpReader implements RangeReader {
  readonly size: number | undefined;
  private waiting: IncomingMessage | undefined;
  private url: URL;
  private window = MIN_WINDOW_BYTES;
  /** End of the previous window. */
  private next = MIN_WINDOW_BYTES;
  private readonly version: Version;

  constructor(
    private readonly origin: URL,
    first: Answer,
    private readonly connections: Connections,
  ) {
    const { response } = first;
    this.url = first.url;
    this.version = versionOf(response.headers);
    this.size = rangeOf(first, 0).size;
    if (this.size === undefined) discard(response);
    else this.waiting = response;
    // An error before the first read is reported when the body is read.
    response.on('error', () => undefined);
  }

  async open(offset: number, signal: AbortSignal): Promise<Readable> {
    const { waiting } = this;
    this.waiting = undefined;
    if (waiting !== undefined && offset === 0 && !waiting.destroyed) return waiting;
    if (waiting !== undefined) discard(waiting);
    const answer = await this.request(offset, signal);
    // The offset is the end of a file whose size is unknown.
    if (answer.response.statusCode === 416 && this.size === undefined) return emptyStream(answer.response);
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

  private async request(offset: number, signal: AbortSignal): Promise<Answer> {
    const requests = { connections: this.connections, headers: this.headersFor(offset), signal };
    try {
      return await get(this.url, requests);
    } catch (error) {
      // The target of a redirect may be a signed URL that has expired. The original URL redirects to a new one.
      const expired = error instanceof CliploopError && ['INPUT_FORBIDDEN', 'INPUT_NOT_FOUND'].includes(error.code);
      if (!expired || this.url.href === this.origin.href) throw error;
      const answer = await get(this.origin, requests);
      this.url = answer.url;
      return answer;
    }
  }

  private headersFor(offset: number): Record<string, string> {
    const { validator } = this.version;
    const range = `bytes=${offset}-${this.size === undefined ? '' : this.windowFrom(offset) - 1}`;
    return validator === undefined ? { range } : { range, 'if-range': validator };
  }

  private windowFrom(offset: number): number {
    this.window = offset === this.next ? Math.min(this.window * 2, MAX_WINDOW_BYTES) : MIN_WINDOW_BYTES;
    this.next = offset + this.window;
    return this.next;
  }

  private check(answer: Answer, offset: number): void {
    const { response, url } = answer;
    refuseEncoding(answer);
    const changed = response.statusCode === 200 || !isSameVersion(this.version, response.headers);
    const size = response.statusCode === 206 ? rangeOf(answer, offset).size : undefined;
    const resized = this.size !== undefined && size !== undefined && size !== this.size;
    if (changed || resized || response.statusCode === 416) {
      throw new CliploopError('INPUT_CHANGED', `${redacted(url)} is now a different file`, { stage: 'input' });
    }
  }
}

function rangeOf({ response, url }: Answer, offset: number): { size: number | undefined } {
  const range = parseContentRange(response.headers['content-range']);
  if (range !== undefined && range.first === offset) return range;
  discard(response);
  const detail = `${redacted(url)} returned Content-Range ${response.headers['content-range'] ?? '(missing)'} for a range from byte ${offset}`;
  throw new CliploopError('INPUT_HTTP', detail, { stage: 'input' });
}

// Offsets in a compressed body differ from offsets in the file.
function refuseEncoding({ response, url }: Answer): void {
  const encoding = encodingOf(response.headers);
  if (encoding === undefined || response.statusCode === 416) return;
  discard(response);
  throw new CliploopError('INPUT_HTTP', `${redacted(url)} is sent with ${encoding}, which is not supported`, {
    stage: 'input',
  });
}

// Without parameters. Invalid values are ignored, because messages show the media type.
function mediaType({ headers }: IncomingMessage): string | undefined {
  return /^[\w.+-]{1,60}\/[\w.+-]{1,100}(?=\s*(?:;|$))/.exec(headers['content-type'] ?? '')?.[0].toLowerCase();
}

async function emptyStream(response: IncomingMessage): Promise<Readable> {
  discard(response);
  const { Readable } = await import('node:stream');
  return Readable.from([], { objectMode: false });
}
