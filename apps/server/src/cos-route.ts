import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Cos } from '@cliploop/vod';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { limitBody } from './body-time.js';
import { originForm } from './origin-form.js';
import { plainHeaders } from './plain-headers.js';

/**
 * Internal route of requests for COS: their own paths are object keys, which can be equal to other routes. Clients cannot guess
 * this path.
 */
const ROUTE = `/${randomUUID()}`;

/** Time limit for the rest of a body that was refused, ms. Clients read the refusal only after they have sent it. */
const REST = 30_000;

/** For Fastify's `rewriteUrl`, which runs before routing and before the body is read. Other URLs get origin form. */
export function toCos(cos: Cos | undefined): (request: IncomingMessage) => string {
  return ({ method = '', url: sent = '/', headers }) => {
    const url = originForm(sent);
    return cos?.handles({ method, url, headers: plainHeaders(headers) }) ? ROUTE : url;
  };
}

/** Whether a request was rewritten to the route of COS. */
export function isToCos({ url }: IncomingMessage): boolean {
  return url === ROUTE;
}

/** COS for clients that upload; see `Cos.handles` for which requests that are. Needs `rewriteUrl: toCos(cos)`. */
export function cosRoute(app: FastifyInstance, cos: Cos): void {
  app.all(ROUTE, {
    // Not in the handler, which runs after the body was read into memory.
    onRequest: async (request, reply) => {
      // Fastify writes header names in lower case, and some clients do not recognize those.
      reply.hijack();
      await (request.method === 'OPTIONS' ? preflight(request, reply.raw) : answer(cos, request, reply.raw));
    },
    handler: async () => {},
  });
}

async function answer(cos: Cos, request: FastifyRequest, response: ServerResponse): Promise<void> {
  const { method, originalUrl, raw } = request;
  const began = performance.now();
  const { status, headers, body, requestId, operation, code, fault } = await cos.answer({
    method,
    url: originForm(originalUrl),
    headers: plainHeaders(raw.headers),
    body: raw,
  });
  const seconds = (performance.now() - began) / 1000;
  const entry = { requestId, operation, code, seconds };
  if (fault === undefined) request.log.info(entry, 'object store request answered');
  else request.log.error({ ...entry, err: fault }, 'object store request failed');
  limitBody(raw, REST, () => raw.socket.destroy());
  // The rest of a refused body is read, because many clients read the answer only after sending it.
  raw.resume();
  const length = status === 204 ? undefined : String(Buffer.byteLength(body));
  response.writeHead(status, { ...open, ...(length !== undefined && { 'Content-Length': length }), ...headers });
  response.end(body);
}

/** Pages of any origin are allowed, because access depends only on the signature. */
const open = {
  'Access-Control-Allow-Origin': '*',
  'Access-Control-Expose-Headers': 'ETag, x-cos-request-id, x-cos-hash-crc64ecma, Date',
};

function preflight(request: FastifyRequest, response: ServerResponse): void {
  const asked = request.headers['access-control-request-headers'];
  const usual = 'Authorization, x-cos-security-token, Content-MD5, Cache-Control, Content-Type';
  // Newer clients may send further headers.
  const names = asked !== undefined && /^[\w, -]{1,1000}$/.test(asked) ? asked : usual;
  response.writeHead(204, {
    ...open,
    'Access-Control-Allow-Methods': 'GET, PUT, POST, HEAD, DELETE, OPTIONS',
    'Access-Control-Allow-Headers': names,
    'Access-Control-Max-Age': '86400',
  });
  response.end();
}
