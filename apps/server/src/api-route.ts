import { actionNames, answer, isAway, type Service, type SignedRequest, sizeLimits } from '@cliploop/vod';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Metrics } from './metrics.js';
import { plainHeaders } from './plain-headers.js';

/** API 3.0 at `/`: every answer has status 200, and failures are in `Response.Error`. */
export function apiRoute(app: FastifyInstance, service: Service, metrics: Metrics): void {
  app.route({
    method: ['GET', 'POST'],
    url: '/',
    bodyLimit: sizeLimits.jsonBody,
    // Before the body is read, so that errors about the body have the header too.
    onRequest: async ({ headers }, reply) => {
      const trace = headers['x-tc-traceid'];
      if (typeof trace === 'string' && /^[\x21-\x7e]{1,128}$/.test(trace)) reply.header('x-tc-traceid', trace);
    },
    handler: async (request) => {
      const began = performance.now();
      const { body, action, secretId, taskId, code, fault } = await answer(service, signed(request));
      const seconds = (performance.now() - began) / 1000;
      const named = action !== undefined && actionNames.has(action) ? action : undefined;
      metrics.answered(named, code, seconds);
      const entry = { requestId: body.Response.RequestId, action: named, secretId, taskId, code, seconds };
      if (fault === undefined) request.log.info(entry, 'API request answered');
      // A lost database is not a fault of the service, and is logged elsewhere.
      else request.log[isAway(fault) ? 'warn' : 'error']({ ...entry, err: fault }, 'API request failed');
      return body;
    },
  });
}

/** The parts of the request that its signature covers. */
function signed({ method, raw, body }: FastifyRequest): SignedRequest {
  const url = raw.url ?? '/';
  const mark = url.indexOf('?');
  return {
    method,
    path: mark < 0 ? url : url.slice(0, mark),
    query: mark < 0 ? '' : url.slice(mark + 1),
    headers: plainHeaders(raw.headers),
    body: Buffer.isBuffer(body) ? body : Buffer.alloc(0),
  };
}
