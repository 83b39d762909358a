import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Cos, isCos } from '@cliploop/vod';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { limitBody } from './body-time.js';
import { originForm } from './origin-form.js';
import { plainHeaders } from './plain-headers.js';

/**
 * Where requests for COS are sent to within: their own paths are names of objects, which may be like any of ours. Nobody
 * can ask for this one.
 */
const ROUTE = `/${randomUUID()}`;

/** Milliseconds in which the rest of a body must come that nobody wants: clients hear of a refusal only then. */
const REST = 30_000;

/** For Fastify's `rewriteUrl`. Decided before routing, and before anything reads the body. Other URLs get origin form. */
export function toCos(cos: Cos | undefined): (request: IncomingMessage) => string {
  return ({ method = '', url: sent = '/', headers }) => {
    const url = originForm(sent);
    return cos && isCos({ method, url, headers: plainHeaders(headers) }, cos.bucket) ? ROUTE : url;
  };
}

/** Of a request that was sent there. */
export function isToCos({ url }: IncomingMessage): boolean {
  return url === ROUTE;
}

/** COS for clients that upload; see `isCos` for which requests that are. Needs `rewriteUrl: toCos(cos)`. */
export function cosRoute(app: FastifyInstance, cos: Cos): void {
  app.all(ROUTE, {
    // Here rather than in the handler, which comes after the body was read into memory.
    onRequest: async (request, reply) => {
      // Fastify has all names of headers in lower case, which some clients do not know.
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
  // What was refused in the middle is read to its end: many clients hear of a refusal only then.
  raw.resume();
  const length = status === 204 ? undefined : String(Buffer.byteLength(body));
  response.writeHead(status, { ...open, ...(length !== undefined && { 'Content-Length': length }), ...headers });
  response.end(body);
}

/** For pages of any origin: what may be done depends on the signature alone. */
const open = {
  'Access-Control-Allow-Origin': '*',
  'Access-Control-Expose-Headers': 'ETag, x-cos-request-id, x-cos-hash-crc64ecma, Date',
};

function preflight(request: FastifyRequest, response: ServerResponse): void {
  const asked = request.headers['access-control-request-headers'];
  const usual = 'Authorization, x-cos-security-token, Content-MD5, Cache-Control, Content-Type';
  // Newer clients may send more of them.
  const names = asked !== undefined && /^[\w, -]{1,1000}$/.test(asked) ? asked : usual;
  response.writeHead(204, {
    ...open,
    'Access-Control-Allow-Methods': 'GET, PUT, POST, HEAD, DELETE, OPTIONS',
    'Access-Control-Allow-Headers': names,
    'Access-Control-Max-Age': '86400',
  });
  response.end();
}
