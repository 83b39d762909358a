import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { StaticFiles } from '../http/static-files.js';
import { isPageRequest } from './page-request.js';

/** In the page, it stands for the nonce of the response. */
const NONCE = '__CSP_NONCE__';

/** The names of files under `assets` contain their hashes, so that these files never change. */
const ASSETS_MAX_AGE_MS = 365 * 86_400_000;

export interface ConsoleOptions {
  /** Folder of the built console. Undefined: it was not built. */
  readonly folder: string | undefined;
  /** Base URL of file links. The page shows pictures and videos from there. */
  readonly publicUrl?: string | (() => string) | undefined;
}

/** Serves the web console at /console, and sends browsers there that open /. */
export function consoleRoute(app: FastifyInstance, { folder, publicUrl = '' }: ConsoleOptions): void {
  const answer = folder === undefined ? sendMissing : built(folder, publicUrl);
  app.get('/console', answer);
  app.get('/console/*', answer);
  if (folder === undefined) return;
  // The API has the same path, so browsers are answered in a hook, before the route.
  app.addHook('onRequest', async (request, reply) => {
    if (!isPageRequest(request)) return;
    reply.header('cache-control', 'no-store').header('vary', 'accept, authorization');
    return reply.redirect('/console/', 302);
  });
}

type Answer = (request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply>;

function built(folder: string, publicUrl: string | (() => string)): Answer {
  const page = readFileSync(join(folder, 'index.html'), 'utf8');
  const files = new StaticFiles(folder);
  return async (request, reply) => {
    protect(reply);
    const { '*': path = '' } = request.params as { '*'?: string };
    const isAsset = /^assets(?:\/|$)/.test(path);
    if (files.has(path) && path !== 'index.html' && !/\.(?:br|gz)$/.test(path)) {
      return files.send(path, request, reply, isAsset ? ASSETS_MAX_AGE_MS : 0);
    }
    if (isAsset) return reply.callNotFound() as unknown as FastifyReply;
    const nonce = randomBytes(16).toString('base64');
    const base = typeof publicUrl === 'function' ? publicUrl() : publicUrl;
    reply.header('content-security-policy', policyOf(nonce, fileOrigin(base, request)));
    reply.header('cache-control', 'no-store');
    return reply.type('text/html; charset=utf-8').send(page.replaceAll(NONCE, nonce));
  };
}

/** @param files origin of file links, if it is another one than that of the page */
function policyOf(nonce: string, files: string | undefined): string {
  const media = files === undefined ? '' : ` ${files}`;
  return [
    "default-src 'none'",
    "script-src 'self'",
    // Components add their styles with the nonce.
    `style-src 'self' 'nonce-${nonce}'`,
    `img-src 'self' blob: data:${media}`,
    `media-src 'self' blob:${media}`,
    // Chromium has reported a connection to the blob: URL of a poster, which no code of the console makes. Only the page can make such URLs.
    "connect-src 'self' blob:",
    "font-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

function fileOrigin(base: string, { protocol, host }: FastifyRequest): string | undefined {
  const [files, own] = [base, `${protocol}://${host}`].map((url) =>
    URL.canParse(url) ? new URL(url).origin : undefined,
  );
  return files === own ? undefined : files;
}

function protect(reply: FastifyReply): void {
  reply.header('x-content-type-options', 'nosniff');
  reply.header('referrer-policy', 'no-referrer');
  reply.header('cross-origin-opener-policy', 'same-origin');
  reply.header('cross-origin-resource-policy', 'same-origin');
}

const sendMissing: Answer = async (_request, reply) => {
  protect(reply);
  reply.header('content-security-policy', "default-src 'none'; frame-ancestors 'none'");
  reply.code(404).header('cache-control', 'no-store').type('text/html; charset=utf-8');
  return reply.send(`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>cliploop-server: no console</title>
</head>
<body>
<h1>The console was not built</h1>
<p>Build it with <code>npm run build</code> in the folder of cliploop, and restart the service. The API works without it.</p>
</body>
</html>
`);
};
