import type { IncomingMessage, ServerResponse } from 'node:http';
import { apiFailure } from './api-failure.js';

/** Headers of which Node would use the first one and a proxy perhaps another one. They determine who signs what. */
const single = ['host', 'authorization', 'content-type'];

/** Says why a proxy could understand a request differently. @returns undefined when it could not */
function problemOf({ rawHeaders, headers }: IncomingMessage): string | undefined {
  const seen = new Set<string>();
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at]?.toLowerCase() ?? '';
    if (!single.includes(name)) continue;
    if (seen.has(name)) return `The header ${name} is given twice`;
    seen.add(name);
  }
  const coding = headers['transfer-encoding'];
  return coding === undefined || coding.toLowerCase() === 'chunked' ? undefined : 'Transfer-Encoding must be chunked';
}

/** Answers a request that a proxy could understand differently, and closes its connection. @returns whether it did so */
export function refuseAmbiguous(request: IncomingMessage, response: ServerResponse): boolean {
  const problem = problemOf(request);
  if (problem === undefined) return false;
  response.shouldKeepAlive = false;
  response.writeHead(400, { 'content-type': 'application/json' });
  response.end(JSON.stringify(apiFailure('InvalidParameter', problem)));
  return true;
}
