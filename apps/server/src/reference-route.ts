import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { noneMatches } from './byte-range.js';
import { describeService } from './reference/document.js';
import { renderPage } from './reference/page.js';
import { script } from './reference/script.js';
import { style } from './reference/style.js';

/** What never changes while the process lives. */
interface Fixed {
  readonly type: string;
  readonly plain: string;
  readonly gzip: Buffer;
  readonly etag: string;
}

const hash = (text: string): string => createHash('sha256').update(text).digest('base64');

/** The page brings its style and its script along, and may load nothing. */
const policy = [
  "default-src 'none'",
  `style-src 'sha256-${hash(style)}'`,
  `script-src 'sha256-${hash(script)}'`,
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** The description of the service: for programs at /openapi.json, for people at /reference. */
export function referenceRoute(app: FastifyInstance): void {
  const json = once(() => fixed('application/json; charset=utf-8', JSON.stringify(describeService())));
  const page = once(() => fixed('text/html; charset=utf-8', renderPage(describeService())));
  app.get('/openapi.json', async (request, reply) => {
    // For tools that run in pages of another origin.
    reply.header('access-control-allow-origin', '*');
    return send(json(), request, reply);
  });
  app.get('/reference', async (request, reply) => {
    reply.header('content-security-policy', policy);
    reply.header('referrer-policy', 'no-referrer');
    return send(page(), request, reply);
  });
}

function fixed(type: string, plain: string): Fixed {
  // Weak, for it names both encodings.
  return { type, plain, gzip: gzipSync(plain, { level: 9 }), etag: `W/"${hash(plain).slice(0, 22)}"` };
}

function send({ type, plain, gzip, etag }: Fixed, { headers }: FastifyRequest, reply: FastifyReply): FastifyReply {
  reply.header('etag', etag).header('cache-control', 'no-cache').header('vary', 'accept-encoding');
  reply.header('x-content-type-options', 'nosniff');
  if (noneMatches(headers['if-none-match'], etag.slice(2))) return reply.code(304).send();
  reply.header('content-type', type);
  if (!/\bgzip\b(?!\s*;\s*q=0(\.0*)?\s*(,|$))/.test(String(headers['accept-encoding'] ?? ''))) return reply.send(plain);
  return reply.header('content-encoding', 'gzip').send(gzip);
}

/** Made when it is first asked for, so that the start does not wait for it. */
function once<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => {
    made ??= make();
    return made;
  };
}
