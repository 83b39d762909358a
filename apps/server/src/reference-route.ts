import type { OpenApi } from '@cliploop/vod';
import type { FastifyInstance } from 'fastify';
import { fixed, policyOf, sendFixed } from './fixed-document.js';
import { describeService } from './reference/document.js';
import { renderPage } from './reference/page.js';
import { samplesAt, sampleUrl } from './reference/samples.js';
import { script } from './reference/script.js';
import { style } from './reference/style.js';

const policy = policyOf({ style, script });

/**
 * The description of the service: for programs at /openapi.json, for people at /reference.
 * @param publicUrl base URL in the samples. One that is known only later may be another one for browsers elsewhere: the page
 * then shows the origin that it came from.
 */
export function referenceRoute(app: FastifyInstance, publicUrl: string | (() => string) = sampleUrl): void {
  const isKnown = typeof publicUrl === 'string';
  const base = isKnown ? () => publicUrl : publicUrl;
  const json = latest((url) => fixed('application/json; charset=utf-8', JSON.stringify(describe(url))));
  const page = latest((url) => fixed('text/html; charset=utf-8', renderPage(describe(url), isKnown ? undefined : url)));
  app.get('/openapi.json', async (request, reply) => {
    // For tools that run in pages of another origin.
    reply.header('access-control-allow-origin', '*');
    return sendFixed(json(base()), request, reply);
  });
  app.get('/reference', async (request, reply) => {
    reply.header('content-security-policy', policy);
    reply.header('referrer-policy', 'no-referrer');
    return sendFixed(page(base()), request, reply);
  });
  // Relative, for proxies that serve the service under a path.
  app.get('/reference/', async (_request, reply) => reply.redirect('../reference', 301));
}

const describe = (base: string): OpenApi => samplesAt(describeService(), base);

/** Makes the value when it is first needed, and again when its base URL is another one. */
function latest<T>(make: (base: string) => T): (base: string) => T {
  let made: { readonly base: string; readonly value: T } | undefined;
  return (base) => {
    if (made?.base !== base) made = { base, value: make(base) };
    return made.value;
  };
}
