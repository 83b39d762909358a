import { actionNames, answer, isAway, type Service, type SignedRequest, sizeLimits } from '@cliploop/vod';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { clientAddress, plainHeaders } from '../http/request.js';
import type { Metrics } from './metrics.js';

/** Adds API 3.0 at `/`. Every response has status 200; errors are in `Response.Error`. */
export function apiRoute(app: FastifyInstance, service: Service, metrics: Metrics): void {
  app.route({
    method: ['GET', 'POST'],
    url: '/',
    bodyLimit: sizeLimits.jsonBody,
    // Runs before the body is read, so that errors about the body have the header too.
    onRequest: async ({ headers }, reply) => {
      const trace = headers['x-tc-traceid'];
      if (typeof trace === 'string' && /^[\x21-\x7e]{1,128}$/.test(trace)) reply.header('x-tc-traceid', trace);
    },
    handler: async (request) => {
      const began = performance.now();
      const { body, action, secretId, taskId, code, fault } = await answer(
        service,
        signedRequest(request),
        new Date(),
        clientAddress(request),
      );
      const seconds = (performance.now() - began) / 1000;
      const knownAction = action !== undefined && actionNames.has(action) ? action : undefined;
      metrics.answered(knownAction, code, seconds);
      const entry = { requestId: body.Response.RequestId, action: knownAction, secretId, taskId, code, seconds };
      if (fault === undefined) request.log.info(entry, 'API request answered');
      // The loss of the database is logged elsewhere, too.
      else request.log[isAway(fault) ? 'warn' : 'error']({ ...entry, err: fault }, 'API request failed');
      return body;
    },
  });
}

/** Returns the parts of the request that its signature covers. */
function signedRequest({ method, raw, body }: FastifyRequest): SignedRequest {
  const url = raw.url ?? '/';
  const queryStart = url.indexOf('?');
  return {
    method,
    path: queryStart < 0 ? url : url.slice(0, queryStart),
    query: queryStart < 0 ? '' : url.slice(queryStart + 1),
    headers: plainHeaders(raw.headers),
    body: Buffer.isBuffer(body) ? body : Buffer.alloc(0),
  };
}
