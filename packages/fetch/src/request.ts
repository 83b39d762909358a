import type { IncomingHttpHeaders } from 'node:http';
import { validateHeaderName, validateHeaderValue } from 'node:http';
import { readBody, tooLarge } from './body.js';
import type { Context } from './context.js';
import { Deadline } from './deadline.js';
import { FetchError } from './errors.js';
import { checkRedirects, follow } from './follow.js';
import { contentLength } from './rules/body.js';
import { parseTarget } from './target.js';

export interface RequestOptions {
  /** Default GET. */
  method?: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'OPTIONS';
  headers?: Readonly<Record<string, string>>;
  body?: Buffer | string;
  /** Limit for the whole call, with lookups, connections, redirects and the body. Default: `timeouts.requestTimeoutMs`. */
  timeoutMs?: number;
  /** Limit for the body of the response. Default 1 MiB. */
  maxBytes?: number;
  /** Most redirects to follow, 0 to 5. Default 0: a redirect is returned like any other response. */
  redirects?: number;
  signal?: AbortSignal;
}

export interface Response {
  status: number;
  headers: IncomingHttpHeaders;
  /** Not decoded, even if the server sent a Content-Encoding that was not requested. */
  body: Buffer;
  /** URL of the response after redirects, without user name, password and fragment. */
  url: string;
}

/** Headers that the client sets. If a caller set them, the server could misread the ends of messages. */
const reserved = new Set([
  ...['host', 'connection', 'content-length', 'transfer-encoding', 'accept-encoding'],
  ...['expect', 'upgrade', 'te', 'trailer', 'keep-alive', 'proxy-connection', 'proxy-authorization'],
]);

/** Sends a request with a small response, which is held in memory. Resolves for any status. @throws FetchError */
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
  // A POST without a body sends Content-Length 0: some servers require a length.
  const body = options.body ?? (['GET', 'HEAD', 'OPTIONS', 'DELETE'].includes(method) ? undefined : '');
  const first = { method, headers, ...(body === undefined ? {} : { body: Buffer.from(body) }) };
  const deadline = new Deadline(target.url, timeoutMs, options.signal);
  try {
    const response = await follow(target, first, redirects, context, deadline);
    const limits = { idleTimeoutMs: context.idleTimeoutMs, minRate: 0, rateWindowMs: Number.POSITIVE_INFINITY };
    const chunks: Buffer[] = [];
    let bytes = 0;
    if (method !== 'HEAD' && (contentLength(response.headers) ?? 0) > maxBytes) {
      response.close();
      throw tooLarge(response.url, maxBytes);
    }
    for await (const chunk of readBody(response, limits, deadline)) {
      bytes += chunk.length;
      if (bytes > maxBytes) throw tooLarge(response.url, maxBytes);
      chunks.push(chunk);
    }
    const { status, headers: received, url } = response;
    return { status, headers: received, body: Buffer.concat(chunks), url: url.href };
  } finally {
    deadline.close();
  }
}

/** The headers with names in lower case. @throws FetchError UNSUPPORTED for reserved names and invalid characters */
function checkedHeaders(headers: Readonly<Record<string, string>>, url: URL): Record<string, string> {
  const checked: Record<string, string> = {};
  for (const [givenName, value] of Object.entries(headers)) {
    const name = givenName.toLowerCase();
    if (reserved.has(name)) throw new FetchError('UNSUPPORTED', url, `the header ${name} cannot be set by the caller.`);
    try {
      validateHeaderName(name);
      validateHeaderValue(name, value);
    } catch {
      // The message leaves out the value, which may be a secret.
      throw new FetchError(
        'UNSUPPORTED',
        url,
        `the header ${JSON.stringify(name)} contains characters that HTTP does not allow.`,
      );
    }
    checked[name] = value;
  }
  return checked;
}
