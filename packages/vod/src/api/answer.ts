import { randomUUID } from 'node:crypto';
import { declaredCode } from '../wire/error/action-codes.js';
import { ApiError } from '../wire/error/api-error.js';
import type { SignedRequest } from '../wire/signature/request.js';
import { verifyRequest } from '../wire/signature/verify-request.js';
import { findAction } from './actions.js';
import { checkSpace, refusalOf } from './outage.js';
import type { Service } from './service.js';

export interface Answer {
  /** The whole body. */
  readonly body: { readonly Response: { readonly RequestId: string } & Record<string, unknown> };
  /** For logs and metrics. Absent when the request failed before it was parsed. */
  readonly action?: string;
  readonly secretId?: string;
  /** The task that the request started. */
  readonly taskId?: string;
  /** `Error.Code` */
  readonly code?: string;
  /** Internal error. Absent when the caller caused the error. */
  readonly fault?: unknown;
}

/** Answers a request of API 3.0. Does not throw: errors are answers too. */
export async function answer(service: Service, request: SignedRequest, now = new Date()): Promise<Answer> {
  const requestId = randomUUID();
  let known: { action?: string; secretId?: string } = {};
  try {
    const { secretId, action, version, params } = await verifyRequest(request, (id) => service.keyPairs.find(id), now);
    known = { action, secretId };
    const found = findAction(action, version);
    checkSpace(service.health, found.name);
    const result = await found.call(service, params, { secretId, requestId });
    const { TaskId: taskId } = result as { TaskId?: string };
    return { ...known, ...(taskId && { taskId }), body: { Response: { ...result, RequestId: requestId } } };
  } catch (error) {
    const isApiError = error instanceof ApiError;
    if (!isApiError) service.health.observe(error);
    const { code: specific, message } = isApiError
      ? error
      : (refusalOf(error) ?? new ApiError('InternalError', INTERNAL));
    const code = declaredCode(known.action ?? '', specific);
    const body = { Response: { Error: { Code: code, Message: message }, RequestId: requestId } };
    return { ...known, body, code, ...(!isApiError && { fault: error }) };
  }
}

const INTERNAL = 'The service failed. Try again later. The log of the service has details for this RequestId';
