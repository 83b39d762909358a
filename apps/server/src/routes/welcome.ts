import type { FastifyInstance, FastifyRequest } from 'fastify';
import { fixed, once, policyOf, sendFixed } from '../http/fixed-document.js';
import { welcomePage, welcomeStyle } from './welcome-page.js';

const policy = policyOf({ style: welcomeStyle });

/** Serves a page at `/` to browsers. All other requests for `/` go to the API. */
export function welcomeRoute(app: FastifyInstance): void {
  const page = once(() => fixed('text/html; charset=utf-8', welcomePage()));
  // The API has the same path, so browsers are answered in a hook, before the route.
  app.addHook('onRequest', async (request, reply) => {
    if (!isPageRequest(request)) return;
    reply.header('content-security-policy', policy);
    reply.header('referrer-policy', 'no-referrer');
    // Responses of the API have the same URL.
    return sendFixed(page(), request, reply, 'accept, authorization, accept-encoding');
  });
}

/** Every API request, even an invalid one, has one of these parameters. */
const apiParameters = ['Action', 'SecretId', 'Signature', 'Version'];

function isPageRequest({ method, url, headers }: FastifyRequest): boolean {
  const queryStart = url.indexOf('?');
  if (method !== 'GET' && method !== 'HEAD') return false;
  if ((queryStart < 0 ? url : url.slice(0, queryStart)) !== '/') return false;
  if (headers.authorization !== undefined || headers['x-tc-action'] !== undefined) return false;
  const query = new URLSearchParams(queryStart < 0 ? '' : url.slice(queryStart));
  return !apiParameters.some((name) => query.has(name)) && acceptsHtml(headers.accept);
}

/** Requires `text/html` itself, because programs often accept any type. */
function acceptsHtml(accept = ''): boolean {
  return accept.split(',').some((part) => /^\s*text\/html\s*(;(?!.*\bq=0(\.0*)?\s*$)|$)/i.test(part));
}
