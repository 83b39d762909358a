import type * as Http from 'node:http';
import type { IncomingMessage, RequestOptions } from 'node:http';
import { CliploopError } from '../errors.js';
import type { Connections } from './connections.js';
import { networkWords } from './network-words.js';

const REDIRECTS = 5;
/** A server that sends nothing for so long has broken the connection, ms. */
const SILENCE = 30_000;

export interface Answer {
  response: IncomingMessage;
  /** After redirects. */
  url: URL;
}

/** What every request of one job shares. */
export interface Requests {
  connections: Connections;
  headers: Record<string, string>;
  signal: AbortSignal;
}

/** GET, redirects followed. Resolves with the head of a 2xx or 416 answer; throws what other statuses mean. */
export async function get(from: URL, requests: Requests): Promise<Answer> {
  let url = from;
  for (let hops = 0; ; hops++) {
    const response = await request(url, requests);
    const status = response.statusCode ?? 0;
    if ((status >= 200 && status < 300) || status === 416) return { response, url };
    const { location } = response.headers;
    discard(response);
    if (![301, 302, 303, 307, 308].includes(status) || location === undefined) throw refusal(status, url);
    if (hops === REDIRECTS)
      throw new CliploopError('INPUT_HTTP', `more than ${REDIRECTS} redirects from ${shownUrl(from)}`, {
        stage: 'input',
      });
    url = redirected(location, url);
  }
}

/** Ends the answer and its socket. */
export function discard(response: IncomingMessage): void {
  response.on('error', () => undefined);
  response.destroy();
}

/** Without credentials and query: those may hold secrets, and messages end up in logs. */
export function shownUrl(url: URL): string {
  return `${url.protocol}//${url.host}${url.pathname}`;
}

export function networkError(error: unknown, url: URL): CliploopError {
  if (error instanceof CliploopError) return error;
  const { detail, suggestion } = networkWords(error, url);
  const init = { stage: 'input', suggestion, cause: error };
  return new CliploopError('INPUT_NETWORK', `${detail} (${shownUrl(url)})`, init);
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
      timeout: SILENCE,
    };
    let answer: IncomingMessage | undefined;
    const sent = send(url, options, (response) => {
      answer = response;
      resolve(response);
    });
    sent.on('error', (error) => reject(signal.aborted ? error : networkError(error, url)));
    sent.on('timeout', () => {
      // While bytes wait to be taken it is the engine that takes its time, not the server.
      if (answer === undefined || answer.readableLength === 0) {
        const silence = new Error(`the server sent nothing for ${SILENCE / 1000} s`);
        if (answer === undefined) sent.destroy(silence);
        else answer.destroy(silence);
      } else sent.socket?.setTimeout(SILENCE);
    });
    sent.end();
  });
}

function redirected(location: string, base: URL): URL {
  const url = URL.canParse(location, base.href) ? new URL(location, base) : undefined;
  if (url?.protocol === 'http:' || url?.protocol === 'https:') return url;
  const detail = `${shownUrl(base)} redirects to ${url?.protocol ?? 'an address that is not a URL'}; only http: and https: are followed`;
  throw new CliploopError('INPUT_PROTOCOL', detail, { stage: 'input' });
}

function refusal(status: number, url: URL): CliploopError {
  const detail = `${shownUrl(url)} answered ${status}`;
  const init = { stage: 'input' };
  if (status === 404 || status === 410) return new CliploopError('INPUT_NOT_FOUND', detail, init);
  if (status === 401 || status === 403) return new CliploopError('INPUT_FORBIDDEN', detail, init);
  // The server's own trouble, or its wish that one comes back later.
  if (status >= 500 || status === 408 || status === 429) return new CliploopError('INPUT_NETWORK', detail, init);
  return new CliploopError('INPUT_HTTP', detail, init);
}
