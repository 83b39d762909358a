import type { IncomingHttpHeaders } from 'node:http';
import { validateHeaderName, validateHeaderValue } from 'node:http';
import { announcedLength, readBody, tooLarge } from './body.js';
import type { Context } from './context.js';
import { Deadline } from './deadline.js';
import { FetchError } from './errors.js';
import { checkRedirects, follow } from './follow.js';
import { parseTarget } from './target.js';

export interface RequestOptions {
  /** Default GET. */
  method?: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'OPTIONS';
  headers?: Readonly<Record<string, string>>;
  body?: Buffer | string;
  /** For all of it: names, connections, redirects and the body. Default: `timeouts.requestTimeoutMs`. */
  timeoutMs?: number;
  /** Of the answer's body; default 1 MiB. */
  maxBytes?: number;
  /** How many are followed, 0 to 5; default 0, which gives a redirect back as the answer. */
  redirects?: number;
  signal?: AbortSignal;
}

export interface Response {
  status: number;
  headers: IncomingHttpHeaders;
  /** As it came: a Content-Encoding that the server insisted on is not undone. */
  body: Buffer;
  /** The URL that answered, without user name, password and fragment. */
  url: string;
}

/** Headers that are the client's own business; a caller that sets them could confuse the server about where messages end. */
const reserved = new Set([
  ...['host', 'connection', 'content-length', 'transfer-encoding', 'accept-encoding'],
  ...['expect', 'upgrade', 'te', 'trailer', 'keep-alive', 'proxy-connection', 'proxy-authorization'],
]);

/** Asks for something small. Any status is an answer; errors are FetchErrors. */
export async function request(
  context: Context,
  defaultTimeoutMs: number,
  text: string,
  options: RequestOptions,
): Promise<Response> {
  const { method = 'GET', maxBytes = 1024 * 1024, timeoutMs = defaultTimeoutMs, redirects = 0 } = options;
  checkRedirects(redirects);
  const target = parseTarget(text);
  const headers = checkedHeaders(options.headers ?? {}, target.url);
  // Without a body of its own, a POST announces an empty one: some servers insist on a length.
  const body = options.body ?? (['GET', 'HEAD', 'OPTIONS', 'DELETE'].includes(method) ? undefined : '');
  const ask = { method, headers, ...(body === undefined ? {} : { body: Buffer.from(body) }) };
  const deadline = new Deadline(target.url, timeoutMs, options.signal);
  try {
    const answer = await follow(target, ask, redirects, context, deadline);
    const limits = { idleTimeoutMs: context.idleTimeoutMs, minRate: 0, rateWindowMs: Number.POSITIVE_INFINITY };
    const pieces: Buffer[] = [];
    let bytes = 0;
    if (method !== 'HEAD' && (announcedLength(answer) ?? 0) > maxBytes) {
      answer.close();
      throw tooLarge(answer.url, maxBytes);
    }
    for await (const piece of readBody(answer, limits, deadline)) {
      bytes += piece.length;
      if (bytes > maxBytes) throw tooLarge(answer.url, maxBytes);
      pieces.push(piece);
    }
    return { status: answer.status, headers: answer.headers, body: Buffer.concat(pieces), url: answer.url.href };
  } finally {
    deadline.close();
  }
}

/** Names in lower case, and nothing in them that would end a line early. */
function checkedHeaders(headers: Readonly<Record<string, string>>, url: URL): Record<string, string> {
  const checked: Record<string, string> = {};
  for (const [written, value] of Object.entries(headers)) {
    const name = written.toLowerCase();
    if (reserved.has(name)) throw new FetchError('UNSUPPORTED', url, `the header ${name} is set by the client itself.`);
    try {
      validateHeaderName(name);
      validateHeaderValue(name, value);
    } catch {
      // The value may be a secret, and the name is what helps.
      throw new FetchError('UNSUPPORTED', url, `the header ${JSON.stringify(name)} has characters that HTTP forbids.`);
    }
    checked[name] = value;
  }
  return checked;
}
