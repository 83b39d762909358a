import Fastify, { type FastifyInstance, LogController } from 'fastify';
import type { Logger } from 'pino';
import { clientErrorHandler } from '../http/client-error.js';
import { maxHeaderSize } from '../http/http-server.js';
import type { Metrics } from './metrics.js';
import { probeRoutes } from './probes.js';
import type { Readiness } from './readiness.js';

export interface AdminOptions {
  readonly metrics: Metrics;
  readonly readiness: Readiness;
  /** The address is reachable from this machine only. */
  readonly local: boolean;
  readonly log: Logger;
}

/** Creates the HTTP interface for operators. `listen` opens its address. */
export function createAdminServer({ metrics, readiness, local, log }: AdminOptions): FastifyInstance {
  const app = Fastify({
    loggerInstance: log,
    logController: new LogController({ disableRequestLogging: true }),
    clientErrorHandler: clientErrorHandler(maxHeaderSize),
  }) as unknown as FastifyInstance;
  app.addHook('onRequest', async (request, reply) => {
    reply.header('x-content-type-options', 'nosniff');
    // A web page could reach this machine under a host name of its own.
    if (local && !isLocalHost(request.headers.host)) {
      return reply.code(403).send({ error: 'The Host header must be localhost or a loopback address' });
    }
  });
  probeRoutes(app, readiness);
  metricsRoute(app, metrics);
  app.get('/backlog', async (_request, reply) => {
    try {
      return { backlog: await metrics.backlog.read() };
    } catch (error) {
      log.warn({ err: error }, 'cannot count the backlog');
      return reply.code(503).send({ error: 'The database does not answer' });
    }
  });
  app.setNotFoundHandler((_request, reply) => {
    reply.code(404).send({ error: 'Not found; see /healthz, /readyz, /metrics and /backlog' });
  });
  return app;
}

export function metricsRoute(app: FastifyInstance, metrics: Metrics): void {
  app.get('/metrics', async (_request, reply) => {
    reply.header('content-type', metrics.registry.contentType);
    return metrics.registry.metrics();
  });
}

function isLocalHost(host: string | undefined): boolean {
  return host === undefined || /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])(:\d{1,5})?$/i.test(host);
}
