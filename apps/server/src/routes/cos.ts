import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { applicationOwner, type Cos, workFor } from '@cliploop/vod';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { limitBody } from '../http/body-timeout.js';
import { Overloaded } from '../http/fair-slots.js';
import { originForm, plainHeaders } from '../http/request.js';
import { addressOf, type RequestLimits } from './limits.js';
import { untilRoom } from './upload-room.js';

/**
 * Internal route for COS requests. Their own paths are object keys, which can be equal to other routes. Clients cannot guess
 * this path.
 */
const ROUTE = `/${randomUUID()}`;

/** Time limit for receiving the rest of a refused body. Many clients read the response only after they have sent the body. */
const DRAIN_TIMEOUT_MS = 30_000;

/**
 * Makes Fastify's `rewriteUrl`, which runs before routing and before the body is read. It sends COS requests to the internal
 * route, and converts other URLs to origin form.
 */
export function rewriteCosUrl(cos: Cos | undefined): (request: IncomingMessage) => string {
  return ({ method = '', url: sent = '/', headers }) => {
    const url = originForm(sent);
    return cos?.handles({ method, url, headers: plainHeaders(headers) }) ? ROUTE : url;
  };
}

/** Returns whether a request was rewritten to the internal route for COS. */
export function isCosRequest({ url }: IncomingMessage): boolean {
  return url === ROUTE;
}

/** Adds the object store for uploads. `Cos.handles` selects its requests. Needs `rewriteUrl: rewriteCosUrl(cos)`. */
export function cosRoute(app: FastifyInstance, cos: Cos, limits: RequestLimits): void {
  app.all(ROUTE, {
    // The handler would run after the body was read into memory.
    onRequest: async (request, reply) => {
      // Fastify writes header names in lower case, which some clients do not recognize.
      reply.hijack();
      await (request.method === 'OPTIONS' ? preflight(request, reply.raw) : answer(cos, limits, request, reply.raw));
    },
    handler: async () => {},
  });
}

async function answer(
  cos: Cos,
  limits: RequestLimits,
  request: FastifyRequest,
  response: ServerResponse,
): Promise<void> {
  const { method, originalUrl, raw } = request;
  const began = performance.now();
  const received = { method, url: originForm(originalUrl), headers: plainHeaders(raw.headers), body: raw };
  const admit = async <T>(subAppId: number, run: () => Promise<T>): Promise<T> => {
    const owner = applicationOwner(subAppId);
    await untilRoom(limits, owner, request);
    return limits.uploads.run(owner, run, true).catch((error: unknown) => {
      throw error instanceof Overloaded ? cos.slowDown() : error;
    });
  };
  const { status, headers, body, requestId, operation, code, fault } = await workFor(addressOf(request), () =>
    cos.answer(received, { admit }),
  );
  const seconds = (performance.now() - began) / 1000;
  const entry = { requestId, operation, code, seconds };
  if (fault === undefined) request.log.info(entry, 'object store request answered');
  else request.log.error({ ...entry, err: fault }, 'object store request failed');
  limitBody(raw, DRAIN_TIMEOUT_MS, () => raw.socket.destroy());
  raw.resume();
  const length = status === 204 ? undefined : String(Buffer.byteLength(body));
  response.writeHead(status, { ...corsHeaders, ...(length !== undefined && { 'Content-Length': length }), ...headers });
  response.end(body);
}

/** Any origin is allowed, because access depends only on the signature. */
const corsHeaders = {
  'Access-Control-Allow-Origin': '*',
  'Access-Control-Expose-Headers': 'ETag, x-cos-request-id, x-cos-hash-crc64ecma, Date',
};

function preflight(request: FastifyRequest, response: ServerResponse): void {
  const requested = request.headers['access-control-request-headers'];
  const defaults = 'Authorization, x-cos-security-token, Content-MD5, Cache-Control, Content-Type';
  // Newer versions of the clients may send further headers.
  const names = requested !== undefined && /^[\w, -]{1,1000}$/.test(requested) ? requested : defaults;
  response.writeHead(204, {
    ...corsHeaders,
    'Access-Control-Allow-Methods': 'GET, PUT, POST, HEAD, DELETE, OPTIONS',
    'Access-Control-Allow-Headers': names,
    'Access-Control-Max-Age': '86400',
  });
  response.end();
}
