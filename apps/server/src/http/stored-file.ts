import { Readable } from 'node:stream';
import { applicationOwner, loopTurns, type Storage } from '@cliploop/vod';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { byteRange, noneMatches } from './byte-range.js';

/** A file to send, and how caches may keep it. */
export interface FileToSend {
  readonly key: string;
  /** bytes */
  readonly size: number;
  /** Quoted. */
  readonly etag: string;
  readonly type: string;
  readonly cacheControl: string;
}

/**
 * Answers with a stored file, or with the part of it that the request asks for.
 * @param sendDeleted answers when the file was deleted after its size was read. Default: status 404
 */
export async function sendFile(
  storage: Storage,
  { key, size, etag, type, cacheControl }: FileToSend,
  { method, headers }: FastifyRequest,
  reply: FastifyReply,
  sendDeleted: (reply: FastifyReply) => unknown = (gone) => gone.callNotFound(),
): Promise<unknown> {
  reply.header('etag', etag);
  reply.header('cache-control', cacheControl);
  if (noneMatches(headers['if-none-match'], etag)) return reply.code(304).send();

  reply.header('accept-ranges', 'bytes');
  reply.header('content-type', type);
  // RFC 9110 defines ranges for GET only. If-Range must match the current file.
  const ifRange = headers['if-range'];
  const allowsRange = method === 'GET' && (ifRange === undefined || ifRange === etag);
  const range = allowsRange ? byteRange(headers.range, size) : undefined;
  if (range === 'unsatisfiable') {
    reply.removeHeader('cache-control');
    reply.removeHeader('content-type');
    return reply.code(416).header('content-range', `bytes */${size}`).send();
  }
  const { start, end } = range ?? { start: 0, end: size - 1 };
  reply.header('content-length', end - start + 1);
  if (range) reply.code(206).header('content-range', `bytes ${start}-${end}/${size}`);
  if (method === 'HEAD') return reply.send();
  const opened = await storage.open(key, range);
  if (!opened) {
    removeHeaders(reply);
    return sendDeleted(reply);
  }
  const body = Readable.from(inTurns(key, opened.stream));
  // A client that left before the first byte ends the body before it reads the file.
  body.once('close', () => opened.stream.destroy());
  return reply.send(body);
}

/** Bytes of a file that are sent in one turn. */
const TURN_BYTES = 256 * 1024;

/** Reads a file in turns with the requests of other applications. Its key begins with its application. */
async function* inTurns(key: string, file: Readable): AsyncIterable<Buffer> {
  const owner = applicationOwner(Number(key.split('/')[0]));
  let left = 0;
  try {
    for await (const piece of file.iterator({ destroyOnReturn: false })) {
      if (left <= 0) {
        await loopTurns.next(owner);
        left = TURN_BYTES;
      }
      left -= (piece as Buffer).length;
      yield piece;
    }
  } finally {
    // Without an error: that the client has left is none.
    file.destroy();
  }
}

/** A browser that opens a file shows the picture or the video, and runs nothing. */
const FILE_POLICY = "default-src 'none'; img-src 'self'; media-src 'self'; style-src 'unsafe-inline'; sandbox";

/** Access does not depend on cookies or credentials. */
export function allowAnyOrigin(reply: FastifyReply): void {
  reply.header('access-control-allow-origin', '*');
  reply.header('access-control-expose-headers', 'Accept-Ranges, Content-Length, Content-Range, ETag');
  reply.header('x-content-type-options', 'nosniff');
  reply.header('content-security-policy', FILE_POLICY);
}

/** Answers the request that browsers send before a page of another origin asks for a part of a file. */
export async function sendPreflight(_request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  allowAnyOrigin(reply);
  reply.header('access-control-allow-methods', 'GET, HEAD, OPTIONS');
  reply.header('access-control-allow-headers', 'Range, If-Range, If-None-Match');
  reply.header('access-control-max-age', '86400');
  return reply.code(204).send();
}

function removeHeaders(reply: FastifyReply): void {
  for (const name of ['etag', 'cache-control', 'accept-ranges', 'content-type', 'content-length', 'content-range']) {
    reply.removeHeader(name);
  }
}
