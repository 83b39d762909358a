import { ApiError, admitBody, type Service, sizeLimits } from '@cliploop/vod';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { withDeadline } from '../http/deadline.js';
import { BodyRefused, readBody } from '../http/read-body.js';
import { plainHeaders } from '../http/request.js';
import type { RequestLimits } from './limits.js';
import { deadlineOf, type Readiness } from './readiness.js';

export interface BodyOptions {
  readonly service: Pick<Service, 'keyPairs' | 'sessions'>;
  readonly limits: RequestLimits;
  readonly readiness: Readiness;
}

/** Reads the bodies of requests into buffers: signatures cover the bytes, so they are verified before the body is parsed. */
export function readBodies(app: FastifyInstance, options: BodyOptions): void {
  const memories = new WeakMap<FastifyRequest, () => void>();
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', async (request: FastifyRequest) => {
    const { bytes, release } = await bodyOf(request, options);
    memories.set(request, release);
    return bytes;
  });
  app.addHook('preHandler', async (request, { raw }) => {
    const release = memories.get(request);
    if (release === undefined) return;
    if (raw.destroyed || raw.closed) release();
    else raw.once('close', release);
  });
}

async function bodyOf(request: FastifyRequest, { service, limits, readiness }: BodyOptions) {
  const { raw, routeOptions, is404 } = request;
  // Nothing reads it.
  if (is404) return { bytes: Buffer.alloc(0), release: () => {} };
  const { bodyLimit = sizeLimits.jsonBody } = routeOptions;
  if (Number(raw.headers['content-length'] ?? 0) > bodyLimit) throw new BodyRefused('too large', bodyLimit);
  const headers = plainHeaders(raw.headers);
  const origin = `${request.protocol}://${request.host}`;
  return readBody(raw, limits.bodies, {
    owner: limits.ownerOfBody(request),
    limit: bodyLimit,
    admit: (beginning) => withDeadline(deadlineOf(readiness), () => admitBody(service, { headers, origin }, beginning)),
  });
}

/** Returns the error for a request whose body was refused. */
export function refusalOf(error: unknown): ApiError | undefined {
  if (error instanceof ApiError) return error;
  if (!(error instanceof BodyRefused)) return undefined;
  const { reason, limit } = error;
  if (reason === 'too large') return new ApiError('RequestSizeLimitExceeded', `The body has more than ${limit} bytes`);
  if (reason === 'aborted')
    return new ApiError('InvalidParameter', 'The connection broke before the body was complete');
  const message = 'The service is receiving too many large bodies at the same time. Try again later';
  return new ApiError('RequestLimitExceeded', message);
}
