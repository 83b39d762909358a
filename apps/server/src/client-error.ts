import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { apiFailure } from './api-failure.js';

/** Milliseconds in which a client can read the answer while it still sends. */
const LINGER = 1_000;

const answered = new WeakSet<Socket>();

/**
 * For Fastify's `clientErrorHandler`: answers what is not a complete HTTP request (a malformed request line, headers that
 * are too large, a body that does not come) like a failure of the API, with the type that its clients read. What path it
 * was for is not always known, so the status says that it failed.
 * @param maxHeaderSize bytes, the request line included
 */
export function clientErrorHandler(maxHeaderSize: number) {
  return (error: NodeJS.ErrnoException, socket: Socket): void => {
    // What arrives after the error is one, too.
    if (answered.has(socket)) return;
    answered.add(socket);
    if (error.code === 'ECONNRESET' || !socket.writable) {
      socket.destroy();
      return;
    }
    const { status, code, message } = failureOf(error.code, maxHeaderSize);
    const body = JSON.stringify(apiFailure(code, message));
    const head = [
      `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
      'Content-Type: application/json',
      `Content-Length: ${Buffer.byteLength(body)}`,
      'Connection: close',
    ];
    socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
    // Closed at once, the answer would be lost on clients that have not sent everything yet.
    setTimeout(() => socket.destroy(), LINGER).unref();
  };
}

function failureOf(code: string | undefined, maxHeaderSize: number) {
  switch (code) {
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return { status: 408, code: 'InvalidParameter', message: 'The request did not arrive completely in time' };
    case 'HPE_HEADER_OVERFLOW': {
      const message = `The request line and the headers have too many bytes; they must have at most ${maxHeaderSize}`;
      return { status: 431, code: 'RequestSizeLimitExceeded', message };
    }
    default:
      return { status: 400, code: 'InvalidParameter', message: 'The request is not valid HTTP' };
  }
}
