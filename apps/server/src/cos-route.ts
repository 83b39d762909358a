import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { type Cos, isCos } from '@cliploop/vod';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { limitBody } from './body-time.js';
import { plainHeaders } from './plain-headers.js';

/**
 * Where requests for COS are sent to within: their own paths are names of objects, which may be like any of ours. Nobody
 * can ask for this one.
 */
const ROUTE = `/${randomUUID()}`;

/** Milliseconds in which the rest of a body must come that nobody wants: clients hear of a refusal only then. */
const REST = 30_000;

/** For Fastify's `rewriteUrl`. Decided before routing, and before anything reads the body. */
export function toCos(cos: Cos | undefined): (request: IncomingMessage) => string {
  return ({ method = '', url = '/', headers }) =>
    cos && isCos({ method, headers: plainHeaders(headers) }, cos.bucket) ? ROUTE : url;
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
      open(reply);
      return request.method === 'OPTIONS' ? preflight(request, reply) : answer(cos, request, reply);
    },
    handler: async () => {},
  });
}

async function answer(cos: Cos, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const { method, originalUrl: url, raw } = request;
  const began = performance.now();
  const { status, headers, body, requestId, operation, code, fault } = await cos.answer({
    method,
    url,
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
  return reply
    .code(status)
    .headers(headers)
    .send(body === '' ? undefined : body);
}

/** For pages of any origin: what may be done depends on the signature alone. */
function open(reply: FastifyReply): void {
  reply.header('access-control-allow-origin', '*');
  reply.header('access-control-expose-headers', 'ETag, x-cos-request-id, Date');
}

function preflight(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const asked = request.headers['access-control-request-headers'];
  reply.header('access-control-allow-methods', 'GET, PUT, POST, HEAD, DELETE, OPTIONS');
  const usual = 'Authorization, x-cos-security-token, Content-MD5, Cache-Control, Content-Type';
  // Newer clients may send more of them.
  const names = asked !== undefined && /^[\w, -]{1,1000}$/.test(asked) ? asked : usual;
  reply.header('access-control-allow-headers', names);
  reply.header('access-control-max-age', '86400');
  return reply.code(204).send();
}
