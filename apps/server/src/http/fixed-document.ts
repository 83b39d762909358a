import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { noneMatches } from './byte-range.js';

/** A document that does not change while the process runs. */
export interface Fixed {
  readonly type: string;
  readonly plain: string;
  readonly gzip: Buffer;
  readonly etag: string;
}

const hash = (text: string): string => createHash('sha256').update(text).digest('base64');

/** @param type with its charset */
export function fixed(type: string, plain: string): Fixed {
  // Weak, because both encodings have the same tag.
  return { type, plain, gzip: gzipSync(plain, { level: 9 }), etag: `W/"${hash(plain).slice(0, 22)}"` };
}

/**
 * Sends the document, compressed if the client accepts it, or 304 if the client has it.
 * @param vary names of the request headers that select the response
 */
export function sendFixed(
  { type, plain, gzip, etag }: Fixed,
  { headers }: FastifyRequest,
  reply: FastifyReply,
  vary = 'accept-encoding',
): FastifyReply {
  reply.header('etag', etag).header('cache-control', 'no-cache').header('vary', vary);
  reply.header('x-content-type-options', 'nosniff');
  if (noneMatches(headers['if-none-match'], etag.slice(2))) return reply.code(304).send();
  reply.header('content-type', type);
  if (!/\bgzip\b(?!\s*;\s*q=0(\.0*)?\s*(,|$))/.test(String(headers['accept-encoding'] ?? ''))) return reply.send(plain);
  return reply.header('content-encoding', 'gzip').send(gzip);
}

/** Returns the Content-Security-Policy of a page that uses only the style and the script inside it. */
export function policyOf({ style, script }: { readonly style: string; readonly script?: string }): string {
  return [
    "default-src 'none'",
    `style-src 'sha256-${hash(style)}'`,
    ...(script === undefined ? [] : [`script-src 'sha256-${hash(script)}'`]),
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

/** Creates a value at its first use, so that it does not delay the start of the service. */
export function once<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => {
    made ??= make();
    return made;
  };
}
