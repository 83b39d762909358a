import { request as httpRequest, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { Context } from './context.js';
import type { Deadline } from './deadline.js';
import { connectionError, FetchError } from './errors.js';
import type { Target } from './target.js';

/** Most bytes that the headers of a response may have. */
const MAX_HEADER_BYTES = 16 * 1024;

export interface HttpRequest {
  readonly method: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Buffer;
}

/** A response whose body has not been read yet. Its connection serves no other request; `close` ends it. */
export interface HttpResponse {
  readonly url: URL;
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly message: IncomingMessage;
  close(): void;
}

/** Sends one request over a connected socket, and waits for the headers of the response. */
export async function exchange(
  socket: Socket,
  target: Target,
  request: HttpRequest,
  context: Context,
  deadline: Deadline,
): Promise<HttpResponse> {
  const { idleTimeoutMs } = context;
  const timeout = () =>
    new FetchError('TIMEOUT', target.url, `the server did not answer within ${idleTimeoutMs} ms. Try again later.`);
  try {
    const message = await deadline.race(send(socket, target, request, context), idleTimeoutMs, timeout);
    const { headers, statusCode: status = 0 } = message;
    return { url: target.url, status, headers, message, close: () => socket.destroy() };
  } catch (error) {
    socket.destroy();
    throw connectionError(error, target.url);
  }
}

function send(
  socket: Socket,
  target: Target,
  { method, headers: given, body }: HttpRequest,
  context: Context,
): Promise<IncomingMessage> {
  const { url } = target;
  const headers: Record<string, string> = {
    accept: '*/*',
    'user-agent': context.userAgent,
    ...given,
    host: url.host,
    connection: 'close',
    // The file is stored byte for byte; ranges count bytes of the file, not of an encoded body.
    'accept-encoding': 'identity',
  };
  if (body !== undefined) headers['content-length'] = String(body.length);
  return new Promise((resolve, reject) => {
    const request = httpRequest({
      createConnection: () => socket,
      method,
      path: `${url.pathname}${url.search}`,
      headers,
      setHost: false,
      maxHeaderSize: MAX_HEADER_BYTES,
      insecureHTTPParser: false,
    });
    // This listener stays after the headers: later errors are thrown where the body is read as well.
    request.on('error', reject);
    request.once('close', () => reject(new Error('closed without a response')));
    request.once('response', (message) => {
      message.on('error', () => {});
      resolve(message);
    });
    request.end(body);
  });
}
