import { ApiError, workFor } from '@cliploop/vod';
import type { FastifyRequest } from 'fastify';
import { DeadlineExceeded, withDeadline } from '../http/deadline.js';
import { Overloaded } from '../http/fair-slots.js';
import type { RequestLimits } from './limits.js';
import { deadlineOf, type Readiness } from './readiness.js';

/** Time limit of a commit, which reads the uploaded file first, ms. */
const COMMIT_LIMIT_MS = 60_000;

/** How long a request may take, and whether it takes a place among those that run. */
export interface RequestKind {
  /** ms. Default: 15,000 */
  readonly timeLimit?: number | undefined;
  /** It mostly waits. Default: false. */
  readonly waits?: boolean;
  /** The signature of its URL gives access, so that ordinary pages may send many at the same time. Default: false. */
  readonly signedUrl?: boolean;
}

/** @param action the action that the request names */
export function boundsOfAction(action: string | undefined): RequestKind {
  // A pull mostly waits for events.
  return { ...(action?.startsWith('CommitUpload') && { timeLimit: COMMIT_LIMIT_MS }), waits: action === 'PullEvents' };
}

export interface Bounds {
  readonly limits: RequestLimits;
  readonly readiness: Readiness;
}

/**
 * Handles a request within the limits of requests at the same time, and of its time.
 * @throws ApiError RequestLimitExceeded, InternalError
 */
export async function bounded<T>(
  { limits, readiness }: Bounds,
  request: FastifyRequest,
  { timeLimit, waits = false, signedUrl = false }: RequestKind,
  handle: () => Promise<T>,
): Promise<T> {
  const deadline = deadlineOf(readiness, timeLimit);
  try {
    return await withDeadline(deadline, (signal) => {
      const work = async (owner: string): Promise<T> => {
        // The request may have ended while it waited.
        signal.throwIfAborted();
        return workFor(owner, handle);
      };
      return signedUrl ? limits.runUrl(request, work) : limits.runApi(request, work, waits);
    });
  } catch (error) {
    if (error instanceof Overloaded) {
      const message = 'The service has too many requests, of this client or in all. Try again later';
      throw new ApiError('RequestLimitExceeded', message);
    }
    if (!(error instanceof DeadlineExceeded)) throw error;
    limits.refused('deadline');
    const message = 'The service could not answer in time. Try again later; the action may still take effect';
    throw new ApiError('InternalError', message);
  }
}
