import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { sizeLimits } from '@cliploop/vod';
import type { Tls } from './tls.js';

/**
 * Bytes of the request line and the headers. Parameters of a GET are in the request line: this is twice their limit, so that
 * the API can refuse a query above it in words.
 */
export const maxHeaderSize = 2 * sizeLimits.query;

const limits = {
  maxHeaderSize,
  headersTimeout: 60_000,
  // Uploads take as long as they must; other bodies have a limit of their own (limitBodies).
  requestTimeout: 0,
  // A stop waits for idle connections no longer than this.
  keepAliveTimeout: 5_000,
} as const;

/**
 * The only place that makes a server, so that every address has the same limits. Not yet listening.
 * @param tls absent: plain HTTP
 */
export function makeServer(handler: RequestListener, tls?: Tls): Server {
  return tls ? createTlsServer({ ...tls, ...limits }, handler) : createServer(limits, handler);
}
