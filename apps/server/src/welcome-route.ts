import type { FastifyInstance, FastifyRequest } from 'fastify';
import { fixed, once, policyOf, sendFixed } from './fixed-document.js';
import { welcomePage, welcomeStyle } from './welcome.js';

const policy = policyOf({ style: welcomeStyle });

/** A page at `/` for browsers. All other requests for `/` go on to the API. */
export function welcomeRoute(app: FastifyInstance): void {
  const page = once(() => fixed('text/html; charset=utf-8', welcomePage()));
  // Requests of browsers are answered before they reach the API, which has the same path.
  app.addHook('onRequest', async (request, reply) => {
    if (!isVisit(request)) return;
    reply.header('content-security-policy', policy);
    reply.header('referrer-policy', 'no-referrer');
    // The answers of the API are at the same URL.
    return sendFixed(page(), request, reply, 'accept, authorization, accept-encoding');
  });
}

/** Every API request, even an invalid one, has one of these parameters. */
const parameters = ['Action', 'SecretId', 'Signature', 'Version'];

function isVisit({ method, url, headers }: FastifyRequest): boolean {
  const mark = url.indexOf('?');
  if (method !== 'GET' && method !== 'HEAD') return false;
  if ((mark < 0 ? url : url.slice(0, mark)) !== '/') return false;
  if (headers.authorization !== undefined || headers['x-tc-action'] !== undefined) return false;
  const query = new URLSearchParams(mark < 0 ? '' : url.slice(mark));
  return !parameters.some((name) => query.has(name)) && acceptsHtml(headers.accept);
}

/** Requires text/html itself: programs often accept any type. */
function acceptsHtml(accept = ''): boolean {
  return accept.split(',').some((part) => /^\s*text\/html\s*(;(?!.*\bq=0(\.0*)?\s*$)|$)/i.test(part));
}
