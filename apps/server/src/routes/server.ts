import { type Cos, type Service, sizeLimits } from '@cliploop/vod';
import Fastify, { type FastifyError, type FastifyInstance, LogController } from 'fastify';
import type { Logger } from 'pino';
import { type ApiFailure, apiFailure, isApi, plainJsonType } from '../http/api-failure.js';
import { limitBodies } from '../http/body-timeout.js';
import { clientErrorHandler } from '../http/client-error.js';
import { maxHeaderSize } from '../http/http-server.js';
import { metricsRoute } from './admin.js';
import { apiRoute } from './api.js';
import { readBodies, refusalOf } from './bodies.js';
import { consoleRoute } from './console.js';
import { cosRoute, isCosRequest, rewriteCosUrl } from './cos.js';
import { filesRoute } from './files.js';
import { RequestLimits } from './limits.js';
import type { Metrics } from './metrics.js';
import { probeRoutes } from './probes.js';
import type { Readiness } from './readiness.js';
import { referenceRoute } from './reference.js';
import { ugcRoute } from './ugc.js';
import { isUploadBody, uploadRoutes } from './uploads.js';
import { welcomeRoute } from './welcome.js';
import { isRoutePath, sendNoRoute, xRoutes } from './x.js';

export interface ServerOptions {
  readonly service: Service;
  readonly metrics: Metrics;
  readonly readiness: Readiness;
  /** Limits of requests. Default: new ones. */
  readonly limits?: RequestLimits;
  /** False: only /healthz and /readyz. */
  readonly api: boolean;
  /** Serves /metrics, too. Default: false. */
  readonly publicMetrics?: boolean;
  /** The object store. Without it, files cannot be uploaded. */
  readonly cos?: Cos | undefined;
  /** Base URL of file links, for the samples of the reference. A function: the URL is not in the settings. */
  readonly publicUrl?: string | (() => string);
  /** The web console. Default: none. */
  readonly console?: { readonly folder: string | undefined } | undefined;
  /** Proxies whose X-Forwarded-For names the client. */
  readonly trustProxy?: readonly string[] | undefined;
  readonly log: Logger;
}

/** Longest path that a message quotes, characters. */
const MAX_SHOWN = 200;

/** Creates the HTTP interface of the service. `listen` opens its addresses. */
export function createServer({
  service,
  metrics,
  readiness,
  limits = new RequestLimits(),
  api,
  publicMetrics = false,
  console,
  cos,
  publicUrl,
  trustProxy = [],
  log,
}: ServerOptions): FastifyInstance {
  const app = Fastify({
    loggerInstance: log,
    // The routes log one line for each response.
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: sizeLimits.jsonBody,
    clientErrorHandler: clientErrorHandler(maxHeaderSize),
    trustProxy: trustProxy.length > 0 && [...trustProxy],
    rewriteUrl: rewriteCosUrl(api ? cos : undefined),
  }) as unknown as FastifyInstance;

  readBodies(app, { service, limits, readiness });
  limitBodies(app, (raw) => isCosRequest(raw) || isUploadBody(raw));
  plainJsonType(app);
  if (api) {
    if (cos) cosRoute(app, cos, limits);
    apiRoute(app, { service, metrics, limits, readiness });
    uploadRoutes(app, { service, metrics, limits, readiness });
    xRoutes(app, { service, metrics, limits, readiness });
    ugcRoute(app, { service, metrics, limits, readiness });
    filesRoute(app, service.media.storage);
    referenceRoute(app, publicUrl);
    if (console) consoleRoute(app, { ...console, publicUrl });
    if (!console?.folder) welcomeRoute(app);
  }
  probeRoutes(app, readiness);
  if (publicMetrics) metricsRoute(app, metrics);

  app.setErrorHandler((error: FastifyError, request, reply) => {
    const refused = refusalOf(error);
    const status = refused ? 400 : (error.statusCode ?? 500);
    if (status >= 500) request.log.error({ err: error }, 'request failed');
    if (!isApi(request)) return reply.code(status).send({ error: status >= 500 ? 'Internal error' : error.message });
    // Clients of the API read errors only from responses with status 200.
    return reply.code(200).send(refused ? apiFailure(refused.code, refused.message) : bodyFailure(error));
  });
  app.setNotFoundHandler((request, reply) => {
    const { method, url } = request;
    if (api && isApi(request)) {
      return reply.code(200).send(apiFailure('UnsupportedProtocol', `The method must be GET or POST, got ${method}`));
    }
    const [path = ''] = url.split('?');
    const shown = path.length > MAX_SHOWN ? `${path.slice(0, MAX_SHOWN)}…` : path;
    if (api && isRoutePath(url)) return sendNoRoute(request, reply, shown);
    reply.header('x-content-type-options', 'nosniff');
    return reply.code(404).send({ error: `${method} ${shown} not found; the API is at /` });
  });
  return app;
}

/** Returns the error for an API request whose body could not be read. */
function bodyFailure({ statusCode = 500 }: FastifyError): ApiFailure {
  if (statusCode >= 500) {
    return apiFailure('InternalError', 'Internal error; try again later. The log of the service has the details.');
  }
  if (statusCode === 415) {
    return apiFailure('UnsupportedProtocol', 'Content-Type must be a media type, such as application/json');
  }
  return apiFailure('InvalidParameter', 'The request could not be parsed');
}
