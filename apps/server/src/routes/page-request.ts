import type { FastifyRequest } from 'fastify';

/** Every API request, even an invalid one, has one of these parameters. */
const apiParameters = ['Action', 'SecretId', 'Signature', 'Version'];

/** Whether a browser opens `/`, which is the path of the API, too. */
export function isPageRequest({ method, url, headers }: FastifyRequest): boolean {
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
