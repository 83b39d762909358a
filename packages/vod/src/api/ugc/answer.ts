import { randomUUID } from 'node:crypto';
import { ApiError, apiError } from '../../wire/error/api-error.js';
import { decodeParams } from '../../wire/params/decode.js';
import { parseParams } from '../../wire/params/kind.js';
import { cut } from '../../wire/params/message.js';
import { verifyUpload } from '../../wire/signature/upload.js';
import { checkSpace, refusalOf } from '../outage.js';
import type { Service } from '../service.js';
import { ugcActions } from './actions.js';
import { type UgcCode, ugcCodeOf } from './codes.js';
import { signedParams } from './params.js';

/** Largest body of a request, bytes. Signatures with the longest contexts have less than 32 KiB. */
export const ugcBodyLimit = 64 * 1024;

export interface UgcAnswer {
  /** The whole body. */
  readonly body: {
    readonly code: UgcCode;
    readonly message: string;
    /** Absent when code is not 0. */
    readonly data?: object;
    readonly requestId: string;
  };
  /** For logs and metrics. Absent for a request that was refused before it was parsed. */
  readonly action?: string;
  readonly secretId?: string;
  /** Error code of API 3.0. */
  readonly code?: string;
  /** The internal error, if there was one. */
  readonly fault?: unknown;
}

/** Answers a request of a client upload. Never throws; errors are answers. */
export async function answerUgc(service: Service, name: string, body: Buffer, now = new Date()): Promise<UgcAnswer> {
  const requestId = randomUUID();
  let known: { action?: string; secretId?: string } = {};
  try {
    const action = ugcActions.get(name);
    if (!action) {
      throw apiError('InvalidAction', `Action ${JSON.stringify(cut(name))} not found (Action)`);
    }
    known = { action: name };
    checkSpace(service.health, name);
    const decoded = decodeParams({ wire: 'json', body });
    const { signature } = parseParams(signedParams, decoded);
    const { secretId, params } = await verifyUpload(signature, (id) => service.keyPairs.find(id), now);
    known = { action: name, secretId };
    const subAppId = await service.applications.resolve(params.vodSubAppId);
    const expireTime = new Date(params.expireTime * 1000);
    const oneTime = params.oneTimeValid === 1 ? { signature, expireTime } : undefined;
    const data = await action(service, { params, subAppId, oneTime }, decoded);
    return { ...known, body: { code: 0, message: '', data, requestId } };
  } catch (error) {
    service.health.observe(error);
    return { ...known, ...refusedUgc(error, requestId) };
  }
}

/** The answer for an error. */
export function refusedUgc(error: unknown, requestId: string = randomUUID()): UgcAnswer {
  const isApiError = error instanceof ApiError;
  const { code, message } = isApiError ? error : (refusalOf(error) ?? new ApiError('InternalError', INTERNAL));
  return { body: { code: ugcCodeOf(code), message, requestId }, code, ...(!isApiError && { fault: error }) };
}

const INTERNAL = 'The service failed. Try again later. The log of the service has details for this requestId';
