import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { sizeLimits } from '@cliploop/vod';
import type { Tls } from './tls.js';

/**
 * Maximum size of the request line and the headers together, bytes. It is twice the limit of a query, so that the API can answer
 * a longer query with its own error.
 */
export const maxHeaderSize = 2 * sizeLimits.query;

/** Time limit of a TLS handshake. */
const HANDSHAKE_TIMEOUT_MS = 10_000;

const limits = {
  maxHeaderSize,
  // Also for a client that opens a connection and sends nothing.
  headersTimeout: 20_000,
  connectionsCheckingInterval: 2_000,
  // Uploads have a minimum rate instead; `limitBodies` sets the time limit of other bodies.
  requestTimeout: 0,
  // Also the longest time that a stop waits for idle connections.
  keepAliveTimeout: 5_000,
} as const;

/**
 * Creates a server that does not listen yet. All servers are created here, so that they have the same limits.
 * @param tls default: plain HTTP
 */
export function makeServer(handler: RequestListener, tls?: Tls): Server {
  return tls
    ? createTlsServer({ ...tls, ...limits, handshakeTimeout: HANDSHAKE_TIMEOUT_MS }, handler)
    : createServer(limits, handler);
}
