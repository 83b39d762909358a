import type { FastifyInstance } from 'fastify';
import { fixed, once, policyOf, sendFixed } from '../http/fixed-document.js';
import { isPageRequest } from './page-request.js';
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
