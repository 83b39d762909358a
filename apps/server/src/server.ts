import { randomUUID } from 'node:crypto';
import { type Cos, type OpenedDatabase, type Service, sizeLimits } from '@cliploop/vod';
import Fastify, { type FastifyError, type FastifyInstance, LogController } from 'fastify';
import type { Logger } from 'pino';
import { apiRoute } from './api-route.js';
import { limitBodies } from './body-time.js';
import { cosRoute, isToCos, toCos } from './cos-route.js';
import { filesRoute } from './files-route.js';
import type { Metrics } from './metrics.js';
import { referenceRoute } from './reference-route.js';
import { ugcRoute } from './ugc-route.js';
import { welcomeRoute } from './welcome-route.js';

export interface Face {
  readonly service: Service;
  readonly database: OpenedDatabase;
  readonly metrics: Metrics;
  /** Without it there is only what operations need. */
  readonly api: boolean;
  /** Whether it is on its way down. */
  readonly stopping: () => boolean;
  /** Absent: nothing can be uploaded. */
  readonly cos?: Cos | undefined;
  readonly log: Logger;
}

/** The HTTP face of the service. `listen` opens its addresses. */
export function createServer({ service, database, metrics, api, stopping, cos, log }: Face): FastifyInstance {
  const app = Fastify({
    loggerInstance: log,
    // Each answer is one line of ours.
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: sizeLimits.jsonBody,
    rewriteUrl: toCos(api ? cos : undefined),
  }) as unknown as FastifyInstance;

  // Signatures cover bytes, so nothing may parse a body before they were judged.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));

  limitBodies(app, isToCos);
  if (api) {
    if (cos) cosRoute(app, cos);
    apiRoute(app, service, metrics);
    ugcRoute(app, service, metrics);
    filesRoute(app, service.media.storage);
    referenceRoute(app);
    welcomeRoute(app);
  }
  app.get('/healthz', async () => ({ status: 'ok' }));
  app.get('/readyz', async (_request, reply) => {
    if (stopping()) return reply.code(503).send({ status: 'stopping' });
    try {
      await database.pool.query('select 1');
      return { status: 'ok' };
    } catch {
      return reply.code(503).send({ status: 'no database' });
    }
  });
  app.get('/metrics', async (_request, reply) => {
    reply.header('content-type', metrics.registry.contentType);
    return metrics.registry.metrics();
  });

  app.setErrorHandler((error: FastifyError, request, reply) => {
    const status = error.statusCode ?? 500;
    if (status >= 500) request.log.error({ err: error }, 'failed');
    const isApi = request.url === '/' || request.url.startsWith('/?');
    if (!isApi) return reply.code(status).send({ error: status >= 500 ? 'The service failed.' : error.message });
    // A client of the API reads its errors only from an answer with status 200.
    const large = error.code === 'FST_ERR_CTP_BODY_TOO_LARGE';
    const Code = large ? 'RequestSizeLimitExceeded' : status >= 500 ? 'InternalError' : 'InvalidParameter';
    const Message = large ? `The body has more than ${sizeLimits.jsonBody} bytes` : 'The request cannot be read';
    return reply.code(200).send({ Response: { Error: { Code, Message }, RequestId: randomUUID() } });
  });
  app.setNotFoundHandler((request, reply) =>
    reply.code(404).send({ error: `There is no ${request.method} ${request.url.split('?')[0]} here; the API is at /` }),
  );
  return app;
}
