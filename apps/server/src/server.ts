import { type Cos, type OpenedDatabase, type Service, sizeLimits } from '@cliploop/vod';
import Fastify, { type FastifyError, type FastifyInstance, LogController } from 'fastify';
import type { Logger } from 'pino';
import { type ApiFailure, apiFailure, isApi, plainJsonType } from './api-failure.js';
import { apiRoute } from './api-route.js';
import { limitBodies } from './body-time.js';
import { clientErrorHandler } from './client-error.js';
import { cosRoute, isToCos, toCos } from './cos-route.js';
import { filesRoute } from './files-route.js';
import { maxHeaderSize } from './http-server.js';
import type { Metrics } from './metrics.js';
import { referenceRoute } from './reference-route.js';
import { ugcRoute } from './ugc-route.js';
import { welcomeRoute } from './welcome-route.js';

export interface Face {
  readonly service: Service;
  readonly database: OpenedDatabase;
  readonly metrics: Metrics;
  /** False: only the routes for operations. */
  readonly api: boolean;
  /** Whether the service is stopping. */
  readonly stopping: () => boolean;
  /** The object store. Absent: uploads are not possible. */
  readonly cos?: Cos | undefined;
  /** Base URL of file links; a function when it is not in the settings. For the samples of the reference. */
  readonly publicUrl?: string | (() => string);
  readonly log: Logger;
}

/** The HTTP interface of the service. `listen` opens its addresses. */
export function createServer({
  service,
  database,
  metrics,
  api,
  stopping,
  cos,
  publicUrl,
  log,
}: Face): FastifyInstance {
  const app = Fastify({
    loggerInstance: log,
    // The routes log one line for each answer.
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: sizeLimits.jsonBody,
    clientErrorHandler: clientErrorHandler(maxHeaderSize),
    rewriteUrl: toCos(api ? cos : undefined),
  }) as unknown as FastifyInstance;

  // Node would answer an unknown `Expect` itself, with an empty body.
  app.server.on('checkExpectation', (request, response) => app.server.emit('request', request, response));

  // Signatures cover bytes, so bodies must not be parsed before they are verified.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));

  limitBodies(app, isToCos);
  plainJsonType(app);
  if (api) {
    if (cos) cosRoute(app, cos);
    apiRoute(app, service, metrics);
    ugcRoute(app, service, metrics);
    filesRoute(app, service.media.storage);
    referenceRoute(app, publicUrl);
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
    if (status >= 500) request.log.error({ err: error }, 'request failed');
    if (!isApi(request))
      return reply.code(status).send({ error: status >= 500 ? 'The service failed.' : error.message });
    // A client of the API reads its errors only from an answer with status 200.
    return reply.code(200).send(unread(error));
  });
  app.setNotFoundHandler((request, reply) => {
    const { method, url } = request;
    if (api && isApi(request)) {
      return reply.code(200).send(apiFailure('UnsupportedProtocol', `The method must be GET or POST, got ${method}`));
    }
    return reply.code(404).send({ error: `There is no ${method} ${url.split('?')[0]} here; the API is at /` });
  });
  return app;
}

/** The answer to an API request whose body was not read. */
function unread({ code, statusCode = 500 }: FastifyError): ApiFailure {
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE') {
    return apiFailure('RequestSizeLimitExceeded', `The body has more than ${sizeLimits.jsonBody} bytes`);
  }
  if (statusCode >= 500) {
    return apiFailure('InternalError', 'The service failed; its log has the details. Try again later.');
  }
  if (statusCode === 415) {
    return apiFailure('UnsupportedProtocol', 'Content-Type is not a media type; it must be application/json');
  }
  return apiFailure('InvalidParameter', 'The request cannot be read');
}
