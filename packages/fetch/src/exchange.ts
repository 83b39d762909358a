import { request as httpRequest, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { Context } from './context.js';
import type { Deadline } from './deadline.js';
import { broken, FetchError } from './errors.js';
import type { Target } from './target.js';

/** The head of an answer may have this many bytes. */
const maxHeaderSize = 16 * 1024;

export interface Ask {
  readonly method: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Buffer;
}

/** An answer whose body has not been read yet. Its connection is for it alone; `close` ends it. */
export interface Answer {
  readonly url: URL;
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly message: IncomingMessage;
  close(): void;
}

/** Sends one request over a connection that stands, and waits for the head of the answer. */
export async function exchange(
  socket: Socket,
  target: Target,
  ask: Ask,
  context: Context,
  deadline: Deadline,
): Promise<Answer> {
  const { idleTimeoutMs } = context;
  const late = () =>
    new FetchError('TIMEOUT', target.url, `the server has not answered within ${idleTimeoutMs} ms. Try again later.`);
  try {
    const message = await deadline.race(send(socket, target, ask, context), idleTimeoutMs, late);
    const { headers, statusCode: status = 0 } = message;
    return { url: target.url, status, headers, message, close: () => socket.destroy() };
  } catch (error) {
    socket.destroy();
    throw broken(error, target.url);
  }
}

function send(socket: Socket, target: Target, ask: Ask, context: Context): Promise<IncomingMessage> {
  const { url } = target;
  const headers: Record<string, string> = {
    accept: '*/*',
    'user-agent': context.userAgent,
    ...ask.headers,
    host: url.host,
    connection: 'close',
    // What is stored is what the server has, byte for byte; it also keeps ranges meaningful.
    'accept-encoding': 'identity',
  };
  if (ask.body !== undefined) headers['content-length'] = String(ask.body.length);
  return new Promise((resolve, reject) => {
    const request = httpRequest({
      createConnection: () => socket,
      method: ask.method,
      path: `${url.pathname}${url.search}`,
      headers,
      setHost: false,
      maxHeaderSize,
      insecureHTTPParser: false,
    });
    // Stays for as long as the request lives: errors after the head also show where the body is read.
    request.on('error', reject);
    request.once('close', () => reject(new Error('closed without an answer')));
    request.once('response', (message) => {
      message.on('error', () => {});
      resolve(message);
    });
    request.end(ask.body);
  });
}
