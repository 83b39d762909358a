import { randomUUID } from 'node:crypto';
import type { FastifyInstance, FastifyRequest } from 'fastify';

export interface ApiFailure {
  readonly Response: {
    readonly Error: { readonly Code: string; readonly Message: string };
    readonly RequestId: string;
  };
}

/** The body of an answer to a request that never reached an action. */
export function apiFailure(Code: string, Message: string): ApiFailure {
  return { Response: { Error: { Code, Message }, RequestId: randomUUID() } };
}

/** Whether a request is for the API, with whatever method. Requests for COS were sent elsewhere before. */
export function isApi({ url }: Pick<FastifyRequest, 'url'>): boolean {
  return url === '/' || url.startsWith('/?');
}

/**
 * JSON at `/` has the type `application/json` and nothing after it: the official clients for Python look for errors only in
 * answers with exactly this type. (JSON is UTF-8 by definition.)
 */
export function plainJsonType(app: FastifyInstance): void {
  app.addHook('onSend', async (request, reply) => {
    if (isApi(request) && /^application\/json\b/.test(String(reply.getHeader('content-type')))) {
      reply.header('content-type', 'application/json');
    }
  });
}
