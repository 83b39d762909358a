import { randomUUID } from 'node:crypto';
import type { FastifyInstance, FastifyRequest } from 'fastify';

export interface ApiFailure {
  readonly Response: {
    readonly Error: { readonly Code: string; readonly Message: string };
    readonly RequestId: string;
  };
}

/** Returns the body of an error that happened before an action was called. */
export function apiFailure(Code: string, Message: string): ApiFailure {
  return { Response: { Error: { Code, Message }, RequestId: randomUUID() } };
}

/** Returns whether a request is for the API, whatever its method. Requests for COS have been rewritten to another path. */
export function isApi({ url }: Pick<FastifyRequest, 'url'>): boolean {
  return url === '/' || url.startsWith('/?');
}

/**
 * Sets the Content-Type of JSON at `/` to exactly `application/json`, without a charset: the official Python clients read
 * errors only from responses with this type.
 */
export function plainJsonType(app: FastifyInstance): void {
  app.addHook('onSend', async (request, reply) => {
    if (isApi(request) && /^application\/json\b/.test(String(reply.getHeader('content-type')))) {
      reply.header('content-type', 'application/json');
    }
  });
}
