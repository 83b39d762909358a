import { isKey, type Storage } from '@cliploop/vod';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { contentType } from '../http/content-type.js';
import { allowAnyOrigin, sendFile, sendPreflight } from '../http/stored-file.js';

type FileRequest = FastifyRequest<{ Params: { '*': string } }>;

/** Serves the stored files at `/files/<key>`. Everyone who knows the URL of a file can read it; URLs cannot be guessed. */
export function filesRoute(app: FastifyInstance, storage: Storage): void {
  app.route<{ Params: { '*': string } }>({
    method: ['GET', 'HEAD'],
    url: '/files/*',
    handler: (request, reply) => serve(storage, request, reply),
  });
  app.options('/files/*', sendPreflight);
}

async function serve(storage: Storage, request: FileRequest, reply: FastifyReply): Promise<unknown> {
  const key = request.params['*'];
  allowAnyOrigin(reply);
  const found = isKey(key) ? await storage.stat(key) : undefined;
  if (!found) return reply.callNotFound();
  // The file of a key never changes: each attempt has its own key.
  const cacheControl = 'public, max-age=31536000, immutable';
  return sendFile(storage, { key, ...found, type: contentType(key), cacheControl }, request as FastifyRequest, reply);
}
