import {
  type Answer,
  ApiError,
  actionNames,
  answer,
  isAway,
  type ReceivedRequest,
  type Service,
  type SignedRequest,
  sizeLimits,
} from '@cliploop/vod';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { apiFailure } from '../http/api-failure.js';
import { clientAddress, plainHeaders } from '../http/request.js';
import { type Bounds, bounded, boundsOfAction } from './bounded.js';
import type { Metrics } from './metrics.js';

export interface ApiOptions extends Bounds {
  readonly service: Service;
  readonly metrics: Metrics;
}

/** Adds API 3.0 at `/`. Every response has status 200; errors are in `Response.Error`. */
export function apiRoute(app: FastifyInstance, options: ApiOptions): void {
  app.route({
    method: ['GET', 'POST'],
    url: '/',
    bodyLimit: sizeLimits.jsonBody,
    // Runs before the body is read, so that errors about the body have the header too.
    onRequest: async ({ headers }, reply) => {
      const trace = headers['x-tc-traceid'];
      if (typeof trace === 'string' && /^[\x21-\x7e]{1,128}$/.test(trace)) reply.header('x-tc-traceid', trace);
    },
    handler: (request, reply) => handle(options, request, reply),
  });
}

async function handle(options: ApiOptions, request: FastifyRequest, reply: FastifyReply): Promise<object> {
  const { service, metrics, limits } = options;
  const began = performance.now();
  const signed = signedRequest(request);
  const { body, action, secretId, subAppId, taskId, code, fault } = await bounded(
    options,
    request,
    boundsOfAction(claimedAction(signed)),
    () => answer(service, signed, new Date(), clientAddress(request)),
  ).catch((error: unknown) => refused(error, reply));
  if (secretId !== undefined) limits.signed(request, secretId, subAppId);
  const seconds = (performance.now() - began) / 1000;
  const knownAction = action !== undefined && actionNames.has(action) ? action : undefined;
  metrics.answered(knownAction, code, seconds);
  const entry = { requestId: body.Response.RequestId, action: knownAction, secretId, taskId, code, seconds };
  if (fault === undefined) request.log.info(entry, 'API request answered');
  // The loss of the database is logged elsewhere, too.
  else request.log[isAway(fault) ? 'warn' : 'error']({ ...entry, err: fault }, 'API request failed');
  return body;
}

/** The answer to a request that was not handled. */
function refused(error: unknown, reply: FastifyReply): Answer {
  if (!(error instanceof ApiError)) throw error;
  reply.header('retry-after', '1');
  return { body: apiFailure(error.code, error.message), code: error.code };
}

/** The action that a request names, before its signature is verified: the same one that `verifyRequest` finds. */
export function claimedAction({ method, query, headers, body }: SignedRequest): string | undefined {
  if (headers.authorization !== undefined) return headers['x-tc-action'];
  const text = method === 'GET' ? query : body.toString('latin1');
  return /(?:^|&)Action=([^&]{1,64})(?:&|$)/.exec(text)?.[1];
}

/** Returns the parts of the request that its signature covers, and its origin. */
export function signedRequest({ method, raw, body, protocol, host }: FastifyRequest): ReceivedRequest {
  const url = raw.url ?? '/';
  const queryStart = url.indexOf('?');
  return {
    method,
    origin: `${protocol}://${host}`,
    path: queryStart < 0 ? url : url.slice(0, queryStart),
    query: queryStart < 0 ? '' : url.slice(queryStart + 1),
    headers: plainHeaders(raw.headers),
    body: Buffer.isBuffer(body) ? body : Buffer.alloc(0),
  };
}
