import type { IncomingMessage } from 'node:http';
import type { FastifyInstance } from 'fastify';

/** Time limit of a body that is not a file, ms. */
const LIMIT = 60_000;

/**
 * Ends requests whose body does not arrive completely within the limit. Node's own limit would also end uploads of files, which
 * can take any time.
 * @param isFile requests without this limit
 */
export function limitBodies(app: FastifyInstance, isFile: (raw: IncomingMessage) => boolean, limit = LIMIT): void {
  app.addHook('onRequest', async ({ raw }) => {
    if (isFile(raw)) return;
    limitBody(raw, limit, () => {
      const error = Object.assign(new Error('Request timeout'), { code: 'ERR_HTTP_REQUEST_TIMEOUT' });
      app.server.emit('clientError', error, raw.socket);
    });
  });
}

/** @param late called when the body has not ended by then */
export function limitBody(raw: IncomingMessage, limit: number, late: () => void): void {
  const { 'content-length': length = '0', 'transfer-encoding': coding } = raw.headers;
  if (raw.complete || (length === '0' && coding === undefined)) return;
  const timer = setTimeout(() => raw.complete || raw.socket.destroyed || late(), limit);
  // A refused request that is never read emits no close; its timer must not keep the process alive.
  timer.unref();
  // Not `end`, which comes only when the body is read.
  raw.once('close', () => clearTimeout(timer));
}
