import { ApiError, answerUgc, refusedUgc, type UgcAnswer, ugcBodyLimit } from '@cliploop/vod';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { clientAddress } from '../http/request.js';
import type { ApiOptions } from './api.js';
import { refusalOf } from './bodies.js';
import { bounded, boundsOfAction } from './bounded.js';
import type { Metrics } from './metrics.js';

type UgcRequest = FastifyRequest<{ Querystring: { Action?: string | string[] } }>;

const url = '/v3/index.php';

/**
 * Adds the API for client uploads, for pages of any origin: access depends only on the signature in the body. Every response
 * has status 200, and its `code` gives the error. Clients treat any other status as a network failure.
 */
export function ugcRoute(app: FastifyInstance, options: ApiOptions): void {
  const { service, metrics } = options;
  app.options(url, async (_request, reply) => {
    allowAnyOrigin(reply);
    reply.header('access-control-allow-methods', 'POST, OPTIONS');
    reply.header('access-control-allow-headers', 'Content-Type');
    reply.header('access-control-max-age', '86400');
    return reply.code(204).send();
  });
  app.route<{ Querystring: { Action?: string | string[] } }>({
    method: 'POST',
    url,
    bodyLimit: ugcBodyLimit,
    // Runs before the body is read, so that pages can read errors about the body too.
    onRequest: async (_request, reply) => allowAnyOrigin(reply),
    handler: async (request) => {
      const began = performance.now();
      const name = [request.query.Action ?? ''].flat()[0] ?? '';
      const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
      const answered = () => answerUgc(service, name, body, new Date(), clientAddress(request));
      const answer = await bounded(options, request, boundsOfAction(name), answered).catch((error) =>
        refusedUgc(error),
      );
      return logged(request, answer, began, metrics);
    },
    errorHandler: (error: FastifyError, request, reply) => {
      reply.code(200).send(logged(request, refusedUgc(bodyError(error)), performance.now(), metrics));
    },
  });
}

/** Logs and counts the answer. @returns the body */
function logged(request: UgcRequest | FastifyRequest, answer: UgcAnswer, began: number, metrics: Metrics): object {
  const { body, action, secretId, code, fault } = answer;
  const seconds = (performance.now() - began) / 1000;
  metrics.answered(action, code, seconds);
  const entry = { requestId: body.requestId, action, secretId, code, seconds };
  if (fault === undefined) request.log.info(entry, 'upload request answered');
  else request.log.error({ ...entry, err: fault }, 'upload request failed');
  return body;
}

/** Converts an error that occurred while the body was read. */
function bodyError(error: FastifyError): unknown {
  const refused = refusalOf(error);
  if (refused) return refused;
  return (error.statusCode ?? 500) < 500 ? new ApiError('InvalidParameter', 'The request could not be parsed') : error;
}

function allowAnyOrigin(reply: FastifyReply): void {
  reply.header('access-control-allow-origin', '*');
  reply.header('cache-control', 'no-store');
  reply.header('x-content-type-options', 'nosniff');
}
