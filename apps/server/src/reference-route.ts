import type { FastifyInstance } from 'fastify';
import { fixed, once, policyOf, sendFixed } from './fixed-document.js';
import { describeService } from './reference/document.js';
import { renderPage } from './reference/page.js';
import { script } from './reference/script.js';
import { style } from './reference/style.js';

const policy = policyOf({ style, script });

/** The description of the service: for programs at /openapi.json, for people at /reference. */
export function referenceRoute(app: FastifyInstance): void {
  const json = once(() => fixed('application/json; charset=utf-8', JSON.stringify(describeService())));
  const page = once(() => fixed('text/html; charset=utf-8', renderPage(describeService())));
  app.get('/openapi.json', async (request, reply) => {
    // For tools that run in pages of another origin.
    reply.header('access-control-allow-origin', '*');
    return sendFixed(json(), request, reply);
  });
  app.get('/reference', async (request, reply) => {
    reply.header('content-security-policy', policy);
    reply.header('referrer-policy', 'no-referrer');
    return sendFixed(page(), request, reply);
  });
}
