import { randomUUID } from 'node:crypto';
import type { VerifyingKey } from '../domain/key/key-pairs.js';
import { applicationOwner, setOwner } from '../store/owner.js';
import type { ActionName } from '../wire/error/action-codes.js';
import { declaredCode } from '../wire/error/action-codes.js';
import { ApiError } from '../wire/error/api-error.js';
import type { ReceivedRequest } from '../wire/signature/cookie.js';
import type { FindKey, SignedRequest, VerifiedRequest } from '../wire/signature/request.js';
import { checkJson } from '../wire/signature/tc3.js';
import { verifyRequest } from '../wire/signature/verify-request.js';
import { RECHECK_MS, requireRight, within } from './access.js';
import type { AnyAction } from './action.js';
import { actionNames, findAction } from './actions.js';
import { objectOf } from './audited.js';
import { checkSpace, refusalOf } from './outage.js';
import { isAudited, repeatOf, rightOf } from './rights.js';
import type { Service } from './service.js';
import { verifySession } from './session-request.js';

export interface Answer {
  /** The whole body. */
  readonly body: { readonly Response: { readonly RequestId: string } & Record<string, unknown> };
  /** For logs and metrics. Absent when the request failed before it was parsed. */
  readonly action?: string;
  readonly secretId?: string;
  /** The application of the request, or the only one of its key pair. Absent when there is none, or the signature is not valid. */
  readonly subAppId?: number;
  /** The task that the request started. */
  readonly taskId?: string;
  /** `Error.Code` */
  readonly code?: string;
  /** Internal error. Absent when the caller caused the error. */
  readonly fault?: unknown;
}

/** What becomes known of a request while it is answered, for the audit log. */
interface Trail {
  /** SecretId of an existing key pair, which need not have signed the request. */
  secretId: string;
  /** Whether the signature is valid. */
  signed: boolean;
  action: string;
  subAppId: number | null;
  params?: unknown;
  result?: unknown;
}

/**
 * Answers a request of API 3.0. Does not throw: errors are answers too.
 * @param address of the client, for the audit log
 */
export async function answer(
  service: Service,
  request: ReceivedRequest,
  now = new Date(),
  address = '',
): Promise<Answer> {
  const requestId = randomUUID();
  let known: Pick<Answer, 'action' | 'secretId' | 'subAppId'> = {};
  const trail: Trail = { secretId: '', signed: false, action: claimedAction(request), subAppId: null };
  const audit = (code?: string): void => {
    const { secretId, signed, action, subAppId, params, result } = trail;
    const entry = { time: now, secretId, action, subAppId, object: objectOf(params, result), address, requestId };
    const isChange = Object.hasOwn(rightOf, action) && isAudited(action as ActionName);
    if (code === undefined) {
      if (isChange) service.audit.change(entry);
    } else if (isChange || isRefusal(code)) service.audit.refuse({ ...entry, code, signed });
  };
  try {
    const findKey = async (id: string): Promise<VerifyingKey | undefined> => {
      const key = await service.keyPairs.find(id);
      if (key) trail.secretId = id;
      return key;
    };
    const verified = await verify(service, request, findKey, now);
    const { secretId, action } = verified;
    trail.signed = true;
    known = { action, secretId, ...ownerOf(verified) };
    const found = findAction(action, verified.version);
    trail.action = found.name;
    checkSpace(service.health, found.name);
    service.lastUse.used(secretId, now);
    const began = performance.now();
    const result = await call(service, found, verified, requestId, trail);
    trail.result = result;
    audit();
    if (performance.now() - began > RECHECK_MS) await recheck(service, request, now, found, trail.subAppId);
    const { TaskId: taskId } = result as { TaskId?: string };
    return {
      ...known,
      ...applicationOf(trail),
      ...(taskId && { taskId }),
      body: { Response: { ...result, RequestId: requestId } },
    };
  } catch (error) {
    const isApiError = error instanceof ApiError;
    if (!isApiError) service.health.observe(error);
    const { code: specific, message } = isApiError
      ? error
      : (refusalOf(error) ?? new ApiError('InternalError', INTERNAL));
    const code = declaredCode(known.action ?? '', specific);
    audit(code);
    const body = { Response: { Error: { Code: code, Message: message }, RequestId: requestId } };
    return { ...known, ...applicationOf(trail), body, code, ...(!isApiError && { fault: error }) };
  }
}

/** A request whose signature or session is valid. */
type Verified = Pick<VerifiedRequest<VerifyingKey>, 'secretId' | 'key' | 'action' | 'version' | 'params'> &
  Partial<Pick<VerifiedRequest<VerifyingKey>, 'use'>>;

/** Verifies the session of a request of the console, and the signature of any other. @throws ApiError as `verifyRequest` */
async function verify(
  service: Service,
  request: ReceivedRequest,
  findKey: FindKey<VerifyingKey>,
  now: Date,
): Promise<Verified> {
  const { method, headers, body } = request;
  const action = headers['x-tc-action'];
  // Only with this header: requests of the older signature methods have no Authorization header.
  const session = method === 'POST' && action ? await verifySession(service, request, findKey) : undefined;
  if (session === undefined || !action) return verifyRequest(request, findKey, now);
  checkJson(request);
  return { ...session, action, version: headers['x-tc-version'] ?? '', params: { wire: 'json', body } };
}

/** Gives a request the turns of its application, as far as the key pair says which one it is. */
function ownerOf({ secretId, key }: Verified): Pick<Answer, 'subAppId'> {
  const [subAppId, ...others] = key.applications ?? [];
  const isOnly = subAppId !== undefined && others.length === 0;
  setOwner(isOnly ? applicationOwner(subAppId) : `key ${secretId}`);
  return isOnly ? { subAppId } : {};
}

function applicationOf({ subAppId }: Trail): Pick<Answer, 'subAppId'> {
  return subAppId === null ? {} : { subAppId };
}

/** Calls an action, if the key pair may do so and the signature was not used before. */
async function call(
  service: Service,
  action: AnyAction,
  { secretId, key, use, params }: Verified,
  requestId: string,
  trail: Trail,
): Promise<object> {
  requireRight(key, rightOf[action.name], action.name);
  const visible = within(service, key, (id) => {
    trail.subAppId = id;
  });
  const caller = {
    secretId,
    requestId,
    onParams: (parsed: unknown) => {
      trail.params = parsed;
    },
  };
  const run = (): Promise<object> => action.call(visible, params, caller);
  const repeat = repeatOf(action.name);
  const { usedSignatures } = service;
  if (use === undefined) return run();
  if (repeat === 'always') {
    // The result is sent only after the use is recorded. A signature that fits nothing else need not be recorded.
    const recorded = use.coversRequest ? undefined : usedSignatures.use(use, action.name, repeat);
    const [result] = await Promise.all([run(), recorded]);
    return result;
  }
  await usedSignatures.use(use, action.name, repeat);
  return run().catch(async (error: unknown) => {
    // Nothing was changed, so the client may try the same request again in the same second.
    if (error instanceof ApiError) await usedSignatures.release(use);
    throw error;
  });
}

/**
 * Checks a request again after its action, because its key pair may have been changed meanwhile.
 * @throws ApiError AuthFailure.*, UnauthorizedOperation
 */
async function recheck(
  service: Service,
  request: ReceivedRequest,
  now: Date,
  action: AnyAction,
  subAppId: number | null,
): Promise<void> {
  const { key } = await verify(service, request, (id) => service.keyPairs.find(id), now);
  requireRight(key, rightOf[action.name], action.name);
  if (subAppId !== null) await within(service, key, () => {}).applications.resolve(subAppId);
}

/** Whether a code says that the caller may not do something. */
function isRefusal(code: string): boolean {
  return code.startsWith('AuthFailure') || code === 'UnauthorizedOperation';
}

/** The action that a request claims before it is verified. Unknown ones are not recorded. */
function claimedAction({ headers }: SignedRequest): string {
  const claimed = headers['x-tc-action'] ?? '';
  return actionNames.has(claimed) ? claimed : '';
}

const INTERNAL = 'The service failed. Try again later. The log of the service has details for this RequestId';
