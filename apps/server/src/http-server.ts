import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { sizeLimits } from '@cliploop/vod';
import type { Tls } from './tls.js';

/**
 * Limit of the request line and the headers, bytes. The parameters of a GET are in the request line. This is twice their limit,
 * so that the API can answer a longer query with its own error.
 */
export const maxHeaderSize = 2 * sizeLimits.query;

const limits = {
  maxHeaderSize,
  headersTimeout: 60_000,
  // Uploads have no time limit; other bodies have that of limitBodies.
  requestTimeout: 0,
  // The longest time that a stop waits for idle connections.
  keepAliveTimeout: 5_000,
} as const;

/**
 * Creates a server that does not listen yet. All servers are created here, so that they have the same limits.
 * @param tls absent: plain HTTP
 */
export function makeServer(handler: RequestListener, tls?: Tls): Server {
  return tls ? createTlsServer({ ...tls, ...limits }, handler) : createServer(limits, handler);
}
