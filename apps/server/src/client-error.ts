import { type ServerResponse, STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { apiFailure } from './api-failure.js';

/** Time for a client that is still sending to read the answer, ms. */
const LINGER = 1_000;

const answered = new WeakSet<Socket>();

/**
 * Fastify's `clientErrorHandler`. Answers requests that Node cannot read (a malformed request line, headers that are too
 * large, a body that does not arrive) with the JSON of an API error. The path is not always known, so the status is an
 * error too. Closes the connection without an answer while another answer is being sent on it.
 * @param maxHeaderSize bytes, the request line included
 */
export function clientErrorHandler(maxHeaderSize: number) {
  return (error: NodeJS.ErrnoException, socket: Socket): void => {
    // Further bytes cause the same error again.
    if (answered.has(socket)) return;
    answered.add(socket);
    // The error would be written into the middle of the other answer.
    if (error.code === 'ECONNRESET' || !socket.writable || isAnswering(socket)) {
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
    // If the connection closed at once, clients that are still sending would not receive the answer.
    setTimeout(() => socket.destroy(), LINGER).unref();
  };
}

/** Node stores the current answer here, and checks it for the same purpose. */
function isAnswering(socket: Socket & { readonly _httpMessage?: ServerResponse | null }): boolean {
  return socket._httpMessage?.headersSent === true;
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
