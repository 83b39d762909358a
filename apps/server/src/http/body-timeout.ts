import type { IncomingMessage } from 'node:http';
import type { FastifyInstance } from 'fastify';

/** Time limit for receiving a body that is not a file. */
const BODY_TIMEOUT_MS = 60_000;

/**
 * Ends requests whose body is not received completely within the time limit. Node's `requestTimeout` would also end uploads of
 * files, which can take any time.
 * @param isFile selects the requests without this limit
 * @param timeout ms
 */
export function limitBodies(
  app: FastifyInstance,
  isFile: (raw: IncomingMessage) => boolean,
  timeout = BODY_TIMEOUT_MS,
): void {
  app.addHook('onRequest', async ({ raw }, { raw: response }) => {
    if (isFile(raw)) return;
    limitBody(raw, timeout, () => {
      // The request was refused, and the client sends the rest of its body.
      if (response.writableEnded) {
        raw.socket.destroy();
        return;
      }
      const error = Object.assign(new Error('Request timeout'), { code: 'ERR_HTTP_REQUEST_TIMEOUT' });
      app.server.emit('clientError', error, raw.socket);
    });
  });
}

/**
 * @param timeout ms
 * @param onTimeout called when the body is still incomplete after `timeout`
 */
export function limitBody(raw: IncomingMessage, timeout: number, onTimeout: () => void): void {
  const { 'content-length': length = '0', 'transfer-encoding': encoding } = raw.headers;
  if (raw.complete || (length === '0' && encoding === undefined)) return;
  const timer = setTimeout(() => raw.complete || raw.socket.destroyed || onTimeout(), timeout);
  // A refused request that is never read emits no `close`; its timer must not keep the process alive.
  timer.unref();
  // `end` is emitted only if the body is read.
  raw.once('close', () => clearTimeout(timer));
}
