import type * as Http from 'node:http';
import type { IncomingMessage, RequestOptions } from 'node:http';
import {
  isServerFailure,
  lenientRedirects,
  locationOf,
  MAX_REDIRECTS,
  readRedirect,
  redacted,
} from '@cliploop/fetch/rules';
import { CliploopError } from '../errors.js';
import type { Connections } from './connections.js';
import { describeNetworkError } from './network-words.js';

/** Time without data after which a connection counts as broken, ms. */
const IDLE_TIMEOUT_MS = 30_000;

/** An HTTP response, whose body has not been read yet. */
export interface Answer {
  response: IncomingMessage;
  /** URL after redirects. */
  url: URL;
}

/** Settings of a request. */
interface Requests {
  connections: Connections;
  headers: Record<string, string>;
  signal: AbortSignal;
}

/**
 * Sends a GET request and follows up to 5 redirects. Resolves with a 2xx or 416 response.
 *
 * @throws {CliploopError} For all other statuses, and for network errors.
 */
export async function get(from: URL, requests: Requests): Promise<Answer> {
  let url = from;
  for (let hops = 0; ; hops++) {
    const response = await request(url, requests);
    const status = response.statusCode ?? 0;
    if ((status >= 200 && status < 300) || status === 416) return { response, url };
    const location = locationOf(status, response.headers);
    discard(response);
    if (location === undefined) throw statusError(status, url);
    if (hops === MAX_REDIRECTS)
      throw new CliploopError('INPUT_HTTP', `more than ${MAX_REDIRECTS} redirects from ${redacted(from)}`, {
        stage: 'input',
      });
    url = redirected(location, url);
  }
}

/** Destroys a response and its socket. */
export function discard(response: IncomingMessage): void {
  response.on('error', () => undefined);
  response.destroy();
}

/** Converts an error of a socket or of the HTTP parser to INPUT_NETWORK. */
export function networkError(error: unknown, url: URL): CliploopError {
  if (error instanceof CliploopError) return error;
  const { detail, suggestion } = describeNetworkError(error, url);
  const init = { stage: 'input', suggestion, cause: error };
  return new CliploopError('INPUT_NETWORK', `${detail} (${redacted(url)})`, init);
}

async function request(url: URL, { connections, headers, signal }: Requests): Promise<IncomingMessage> {
  const agent = await connections.agentFor(url);
  const { request: send }: Pick<typeof Http, 'request'> =
    url.protocol === 'https:' ? await import('node:https') : await import('node:http');
  return new Promise((resolve, reject) => {
    const options: RequestOptions = {
      headers: { 'accept-encoding': 'identity', ...headers },
      signal,
      agent,
      timeout: IDLE_TIMEOUT_MS,
    };
    let answer: IncomingMessage | undefined;
    const sent = send(url, options, (response) => {
      answer = response;
      resolve(response);
    });
    sent.on('error', (error) => reject(signal.aborted ? error : networkError(error, url)));
    sent.on('timeout', () => {
      // If received bytes are still in the buffer, the engine is slow, not the server.
      if (answer === undefined || answer.readableLength === 0) {
        const error = new Error(`the server sent no data for ${IDLE_TIMEOUT_MS / 1000} s`);
        if (answer === undefined) sent.destroy(error);
        else answer.destroy(error);
      } else sent.socket?.setTimeout(IDLE_TIMEOUT_MS);
    });
    sent.end();
  });
}

function redirected(location: string, base: URL): URL {
  const { url, refusal } = readRedirect(location, base, lenientRedirects);
  if (url !== undefined && refusal === undefined) return url;
  const detail = `${redacted(base)} redirects to ${url === undefined ? 'an invalid URL' : `a ${url.protocol} URL`}; only http: and https: are supported`;
  throw new CliploopError('INPUT_PROTOCOL', detail, { stage: 'input' });
}

function statusError(status: number, url: URL): CliploopError {
  const detail = `${redacted(url)} returned status ${status}`;
  const init = { stage: 'input' };
  if (status === 404 || status === 410) return new CliploopError('INPUT_NOT_FOUND', detail, init);
  if (status === 401 || status === 403) return new CliploopError('INPUT_FORBIDDEN', detail, init);
  if (isServerFailure(status)) return new CliploopError('INPUT_NETWORK', detail, init);
  return new CliploopError('INPUT_HTTP', detail, init);
}
