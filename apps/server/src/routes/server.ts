import { type Cos, type OpenedDatabase, type Service, sizeLimits } from '@cliploop/vod';
import Fastify, { type FastifyError, type FastifyInstance, LogController } from 'fastify';
import type { Logger } from 'pino';
import { type ApiFailure, apiFailure, isApi, plainJsonType } from '../http/api-failure.js';
import { limitBodies } from '../http/body-timeout.js';
import { clientErrorHandler } from '../http/client-error.js';
import { maxHeaderSize } from '../http/http-server.js';
import { apiRoute } from './api.js';
import { cosRoute, isCosRequest, rewriteCosUrl } from './cos.js';
import { filesRoute } from './files.js';
import type { Metrics } from './metrics.js';
import { referenceRoute } from './reference.js';
import { ugcRoute } from './ugc.js';
import { welcomeRoute } from './welcome.js';

export interface ServerOptions {
  readonly service: Service;
  readonly database: OpenedDatabase;
  readonly metrics: Metrics;
  /** False: only /healthz, /readyz and /metrics. */
  readonly api: boolean;
  /** Whether the service is stopping. */
  readonly stopping: () => boolean;
  /** The object store. Without it, files cannot be uploaded. */
  readonly cos?: Cos | undefined;
  /** Base URL of file links, for the samples of the reference. A function: the URL is not in the settings. */
  readonly publicUrl?: string | (() => string);
  readonly log: Logger;
}

/** Creates the HTTP interface of the service. `listen` opens its addresses. */
export function createServer({
  service,
  database,
  metrics,
  api,
  stopping,
  cos,
  publicUrl,
  log,
}: ServerOptions): FastifyInstance {
  const app = Fastify({
    loggerInstance: log,
    // The routes log one line for each response.
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: sizeLimits.jsonBody,
    clientErrorHandler: clientErrorHandler(maxHeaderSize),
    rewriteUrl: rewriteCosUrl(api ? cos : undefined),
  }) as unknown as FastifyInstance;

  // Node itself would answer an unknown `Expect` header with an empty body.
  app.server.on('checkExpectation', (request, response) => app.server.emit('request', request, response));

  // Signatures cover the bytes of a body, so they are verified before the body is parsed.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));

  limitBodies(app, isCosRequest);
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
    const [condition] = service.health.conditions.list();
    if (condition) return reply.code(503).send({ status: condition.name });
    try {
      await database.ping();
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
    if (!isApi(request)) return reply.code(status).send({ error: status >= 500 ? 'Internal error' : error.message });
    // Clients of the API read errors only from responses with status 200.
    return reply.code(200).send(bodyFailure(error));
  });
  app.setNotFoundHandler((request, reply) => {
    const { method, url } = request;
    if (api && isApi(request)) {
      return reply.code(200).send(apiFailure('UnsupportedProtocol', `The method must be GET or POST, got ${method}`));
    }
    return reply.code(404).send({ error: `${method} ${url.split('?')[0]} not found; the API is at /` });
  });
  return app;
}

/** Returns the error for an API request whose body could not be read. */
function bodyFailure({ code, statusCode = 500 }: FastifyError): ApiFailure {
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE') {
    return apiFailure('RequestSizeLimitExceeded', `The body has more than ${sizeLimits.jsonBody} bytes`);
  }
  if (statusCode >= 500) {
    return apiFailure('InternalError', 'Internal error; try again later. The log of the service has the details.');
  }
  if (statusCode === 415) {
    return apiFailure('UnsupportedProtocol', 'Content-Type must be a media type, such as application/json');
  }
  return apiFailure('InvalidParameter', 'The request could not be parsed');
}
