import { type ServerResponse, STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { apiFailure } from './api-failure.js';

/** How long the connection stays open after the response, so that a client that is still sending receives it. */
const LINGER_MS = 1_000;

const answered = new WeakSet<Socket>();

/**
 * Makes Fastify's `clientErrorHandler`. It answers requests that Node cannot parse (a malformed request line, headers that are
 * too large, a body that is not received in time) with the JSON of an API error. The path is not always known, so the HTTP
 * status is an error too. While another response is being sent on the connection, it closes the connection instead.
 * @param maxHeaderSize bytes, the request line included
 */
export function clientErrorHandler(maxHeaderSize: number) {
  return (error: NodeJS.ErrnoException, socket: Socket): void => {
    // Node emits the error again for each further chunk.
    if (answered.has(socket)) return;
    answered.add(socket);
    // The error would be written into the middle of the other response.
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
    setTimeout(() => socket.destroy(), LINGER_MS).unref();
  };
}

/** Node stores the current response here, and checks it for the same purpose. */
function isAnswering(socket: Socket & { readonly _httpMessage?: ServerResponse | null }): boolean {
  return socket._httpMessage?.headersSent === true;
}

function failureOf(code: string | undefined, maxHeaderSize: number) {
  switch (code) {
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return {
        status: 408,
        code: 'InvalidParameter',
        message: 'The request was not received completely within the time limit',
      };
    case 'HPE_HEADER_OVERFLOW': {
      const message = `The request line and the headers must have at most ${maxHeaderSize} bytes together`;
      return { status: 431, code: 'RequestSizeLimitExceeded', message };
    }
    default:
      return { status: 400, code: 'InvalidParameter', message: 'The request is not valid HTTP' };
  }
}
