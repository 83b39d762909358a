import type { IncomingMessage } from 'node:http';
import type { FastifyInstance } from 'fastify';

/** Milliseconds that a body may take which is no file. */
const LIMIT = 60_000;

/**
 * Ends requests whose body does not come to its end. Node's own limit is for every request alike, and those that bring
 * files take as long as they must.
 * @param isFile requests that look after themselves
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

/** @param late what is done when the body has not ended by then */
export function limitBody(raw: IncomingMessage, limit: number, late: () => void): void {
  const { 'content-length': length = '0', 'transfer-encoding': coding } = raw.headers;
  if (raw.complete || (length === '0' && coding === undefined)) return;
  const timer = setTimeout(() => raw.complete || raw.socket.destroyed || late(), limit);
  // A request that was refused and never read has no close, and must not keep the process from ending.
  timer.unref();
  // Not its end: whether anybody reads it is no matter here.
  raw.once('close', () => clearTimeout(timer));
}
