import type { OpenApi } from '@cliploop/vod';
import type { FastifyInstance } from 'fastify';
import { fixed, policyOf, sendFixed } from '../http/fixed-document.js';
import { describeService } from '../reference/document.js';
import { renderPage } from '../reference/page.js';
import { samplesAt, sampleUrl } from '../reference/samples.js';
import { script } from '../reference/script.js';
import { style } from '../reference/style.js';

const policy = policyOf({ style, script });

/**
 * Serves the API reference: /openapi.json for programs and /reference for people.
 * @param publicUrl base URL in the samples. With a function, the URL is not in the settings, and clients may reach the service
 * under another one: the page then shows the origin that it was loaded from.
 */
export function referenceRoute(app: FastifyInstance, publicUrl: string | (() => string) = sampleUrl): void {
  const isFixed = typeof publicUrl === 'string';
  const base = isFixed ? () => publicUrl : publicUrl;
  const json = latest((url) => fixed('application/json; charset=utf-8', JSON.stringify(describe(url))));
  const page = latest((url) => fixed('text/html; charset=utf-8', renderPage(describe(url), isFixed ? undefined : url)));
  app.get('/openapi.json', async (request, reply) => {
    // Tools that run in a web page may read it.
    reply.header('access-control-allow-origin', '*');
    return sendFixed(json(base()), request, reply);
  });
  app.get('/reference', async (request, reply) => {
    reply.header('content-security-policy', policy);
    reply.header('referrer-policy', 'no-referrer');
    return sendFixed(page(base()), request, reply);
  });
  // The redirect is relative, because a proxy may serve the service under a path.
  app.get('/reference/', async (_request, reply) => reply.redirect('../reference', 301));
}

const describe = (base: string): OpenApi => samplesAt(describeService(), base);

/** Creates a value at its first use, and again when the base URL has changed. */
function latest<T>(make: (base: string) => T): (base: string) => T {
  let made: { readonly base: string; readonly value: T } | undefined;
  return (base) => {
    if (made?.base !== base) made = { base, value: make(base) };
    return made.value;
  };
}
