import { Readable } from 'node:stream';
import {
  type AnyRoute,
  ApiError,
  answerRoute,
  Binary,
  cookieName,
  isAway,
  isSecure,
  noRoute,
  type RouteAnswer,
  refusedRoute,
  routes,
  type Service,
  StoredFile,
  Stream,
  tusRoutes,
} from '@cliploop/vod';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { noneMatches } from '../http/byte-range.js';
import { clientAddress as networkOf } from '../http/client-address.js';
import { clientAddress } from '../http/request.js';
import { allowAnyOrigin, sendFile, sendPreflight } from '../http/stored-file.js';
import { signedRequest } from './api.js';
import { refusalOf } from './bodies.js';
import { type Bounds, bounded } from './bounded.js';
import type { Metrics } from './metrics.js';

export interface RouteOptions extends Bounds {
  readonly service: Service;
  readonly metrics: Metrics;
}

/** Largest body of a route without a limit of its own, bytes. */
const BODY_LIMIT = 64 * 1024;

/** Adds the routes under `/x/v1`, as the domain describes them. @param all replaces them in tests */
export function xRoutes(app: FastifyInstance, options: RouteOptions, all: readonly AnyRoute[] = routes): void {
  for (const route of all) {
    const url = route.path.replace(/\{(\w+)\}/g, ':$1');
    if (route.signedUrl) app.options(url, sendPreflight);
    app.route({
      // Fastify answers HEAD requests for other routes itself.
      method: route.signedUrl ? [route.method, 'HEAD'] : route.method,
      url,
      bodyLimit: route.bodyLimit ?? BODY_LIMIT,
      handler: (request, reply) => handle(options, route, request, reply),
      errorHandler: (error: FastifyError, request, reply) => {
        const answer = notRead(error);
        logged(options, route, request, answer, performance.now());
        send(answer, request, reply, route.signedUrl);
      },
    });
  }
}

/** Whether a path belongs to the routes of `/x/v1`, also one that does not exist. */
export function isRoutePath(url: string): boolean {
  return /^\/x(?:[/?]|$)/.test(url);
}

/** Answers a request for a path or with a method that does not exist. @param shown the path for people */
export function sendNoRoute(request: FastifyRequest, reply: FastifyReply, shown: string): FastifyReply {
  const [path = ''] = request.url.split('?');
  const all = [...routes, ...tusRoutes].filter((route) => patternOf(route).test(path));
  const methods = [...new Set(all.map(({ method }) => method))];
  if (methods.length > 0) reply.header('allow', methods.join(', '));
  return send(noRoute(request.method, shown, methods), request, reply);
}

const patternOf = ({ path }: { readonly path: string }): RegExp => new RegExp(`^${path.replace(/\{\w+\}/g, '[^/]+')}$`);

async function handle(
  options: RouteOptions,
  route: AnyRoute,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<unknown> {
  const { service, limits } = options;
  const began = performance.now();
  const { signal, abort } = limits.endingOf(reply.raw);
  const params = request.params as Readonly<Record<string, string>>;
  const address = clientAddress(request);
  const hasCopy = (etag: string): boolean => noneMatches(request.headers['if-none-match'], etag);
  const received = { ...signedRequest(request), params, address, network: networkOf(address), signal, hasCopy };
  const answer = await bounded(options, request, route, () => answerRoute(service, route, received)).catch(
    (error: unknown) => {
      abort();
      if (!(error instanceof ApiError)) throw error;
      return refusedRoute(error.code, error.message);
    },
  );
  const { secretId, subAppId } = answer;
  // Everyone may send a signed URL, so that its sender is no signer.
  if (secretId !== undefined && !route.signedUrl) limits.signed(request, secretId, subAppId);
  if (answer.reply instanceof Stream && !limits.keepStream(request, secretId ?? '', subAppId, reply.raw)) {
    abort();
    const refused = refusedRoute(
      'RequestLimitExceeded',
      'There are too many open streams. Close some, or try again later',
    );
    logged(options, route, request, refused, began);
    return send(refused, request, reply);
  }
  logged(options, route, request, answer, began);
  if (answer.reply instanceof StoredFile) return sendStored(answer.reply, { ...answer, service }, request, reply);
  return send(answer, request, reply, route.signedUrl);
}

function logged(
  { metrics }: RouteOptions,
  { name: action }: AnyRoute,
  request: FastifyRequest,
  { requestId, secretId, code, fault }: RouteAnswer,
  began: number,
): void {
  const seconds = (performance.now() - began) / 1000;
  metrics.answered(action, code, seconds);
  const entry = { requestId, action, secretId, code, seconds };
  if (fault === undefined) request.log.info(entry, 'API request answered');
  else request.log[isAway(fault) ? 'warn' : 'error']({ ...entry, err: fault }, 'API request failed');
}

/** @param isOpen whether pages of any origin may read the answer */
function send(answer: RouteAnswer, request: FastifyRequest, reply: FastifyReply, isOpen = false): FastifyReply {
  const { status, reply: content, code, cookie } = answer;
  setHeaders(answer, reply, isOpen);
  if (cookie !== undefined) reply.header('set-cookie', cookieText(cookie, request));
  if (status === 429) reply.header('retry-after', '1');
  if (status === 503) reply.header('retry-after', '5');
  if (content instanceof Binary) return sendBytes(content, request, reply);
  reply.header('cache-control', 'no-store');
  if (content instanceof Stream) {
    // Proxies would keep the pieces.
    reply.header('x-accel-buffering', 'no').header('content-type', content.type);
    return reply.send(Readable.from(content.pieces));
  }
  // The rest of a body that was refused is not worth reading.
  if (code === 'RequestSizeLimitExceeded') reply.header('connection', 'close');
  return reply.code(status).send(content);
}

function setHeaders({ requestId }: RouteAnswer, reply: FastifyReply, isOpen: boolean): void {
  reply.header('x-request-id', requestId);
  reply.header('x-content-type-options', 'nosniff');
  reply.header('cross-origin-resource-policy', isOpen ? 'cross-origin' : 'same-origin');
  if (isOpen) allowAnyOrigin(reply);
}

/** Shared caches may keep the file as long as its URL is valid. */
function sendStored(
  { type, key, more: { etag, maxAge, vary, size } }: StoredFile,
  { service, ...answer }: RouteAnswer & { readonly service: Service },
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<unknown> {
  const { storage } = service.media;
  setHeaders(answer, reply, true);
  if (vary !== undefined) reply.header('vary', vary);
  return sendFile(
    storage,
    { key, size, etag, type, cacheControl: `public, max-age=${maxAge}, immutable` },
    request,
    reply,
    // A sweep was faster. The next request makes it again.
    () =>
      send(
        refusedRoute('ServiceUnavailable', 'The file was deleted just now; send the request again'),
        request,
        reply,
        true,
      ),
  );
}

/** The cookie has no Domain, so that no other host gets it, and no script of a page can read it. */
function cookieText(cookie: NonNullable<RouteAnswer['cookie']>, { protocol, host }: FastifyRequest): string {
  const origin = `${protocol}://${host}`;
  const { token = '', expireTime = new Date(0) } = cookie === 'none' ? {} : cookie;
  const maxAge = Math.max(0, Math.round((expireTime.getTime() - Date.now()) / 1000));
  const parts = [`${cookieName(origin)}=${token}`, 'Path=/', `Max-Age=${maxAge}`, 'HttpOnly', 'SameSite=Strict'];
  return [...parts, ...(isSecure(origin) ? ['Secure'] : [])].join('; ');
}

function sendBytes(content: Binary, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const { type, bytes, more } = content;
  const { etag, maxAge = 0, headers = {} } = more;
  // No other page may show them, and a browser that opens them runs nothing.
  reply.header('content-security-policy', "default-src 'none'; sandbox");
  reply.header('cache-control', etag === undefined && maxAge === 0 ? 'no-store' : `private, max-age=${maxAge}`);
  if (etag !== undefined) {
    reply.header('etag', etag);
    if (noneMatches(request.headers['if-none-match'], etag)) {
      content.discard();
      return reply.code(304).send();
    }
  }
  reply.headers(headers).header('content-type', type);
  if (Buffer.isBuffer(bytes)) return reply.send(bytes);
  reply.header('content-length', bytes.size);
  if (!reply.raw.destroyed) return reply.send(bytes.open());
  content.discard();
  return reply.send();
}

/** The answer to a request whose body could not be read. */
function notRead(error: FastifyError): RouteAnswer {
  const refused = refusalOf(error);
  if (refused) return refusedRoute(refused.code, refused.message);
  if ((error.statusCode ?? 500) < 500) {
    return { ...refusedRoute('InvalidParameter', 'The request could not be parsed'), status: error.statusCode ?? 400 };
  }
  const message = 'The service failed. Try again later. The log of the service has details for this RequestId';
  return { ...refusedRoute('InternalError', message), fault: error };
}
