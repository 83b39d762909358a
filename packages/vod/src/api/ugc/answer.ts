import { randomUUID } from 'node:crypto';
import type { VerifyingKey } from '../../domain/key/key-pairs.js';
import type { OwnerSignature } from '../../domain/upload/owner.js';
import { ApiError, apiError } from '../../wire/error/api-error.js';
import { decodeParams } from '../../wire/params/decode.js';
import { parseParams } from '../../wire/params/kind.js';
import { cut } from '../../wire/params/message.js';
import { sha256 } from '../../wire/signature/hash.js';
import { type UploadParams, verifyUpload } from '../../wire/signature/upload.js';
import { RECHECK_MS, requireRight, within } from '../access.js';
import { objectOf } from '../audited.js';
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

/** Actions that change something, for the audit log. */
const changes = ['ApplyUploadUGC', 'CommitUploadUGC'];

/**
 * Answers a request of a client upload. Never throws; errors are answers.
 * @param address of the client, for the audit log
 */
export async function answerUgc(
  service: Service,
  name: string,
  body: Buffer,
  now = new Date(),
  address = '',
): Promise<UgcAnswer> {
  const requestId = randomUUID();
  let known: { action?: string; secretId?: string } = {};
  // What the audit log records. The key pair exists, but need not have signed the request.
  let secretId = '';
  let subAppId: number | null = null;
  let signed = false;
  const entry = (object: string) => ({
    ...{ time: now, secretId, subAppId, object, address, requestId },
    action: ugcActions.has(name) ? name : '',
  });
  try {
    const action = ugcActions.get(name);
    if (!action) {
      throw apiError('InvalidAction', `Action ${JSON.stringify(cut(name))} not found (Action)`);
    }
    known = { action: name };
    checkSpace(service.health, name);
    const decoded = decodeParams({ wire: 'json', body });
    const { signature } = parseParams(signedParams, decoded);
    const findKey = async (id: string): Promise<VerifyingKey | undefined> => {
      const key = await service.keyPairs.find(id);
      if (key) secretId = id;
      return key;
    };
    const verify = async () => {
      const { key, params } = await verifyUpload(signature, findKey, now);
      signed = true;
      known = { action: name, secretId };
      requireRight(key, 'upload', 'The signature');
      const visible = within(service, key, (id) => {
        subAppId = id;
      });
      return { params, visible, permitted: await visible.applications.resolve(params.vodSubAppId) };
    };
    const began = performance.now();
    const { params, visible, permitted } = await verify();
    service.lastUse.used(secretId, now);
    const owner = { keyId: secretId, signature: ownerSignature(signature, params, permitted) };
    const data = await action(visible, { params, subAppId: permitted, owner }, decoded);
    if (changes.includes(name)) service.audit.change(entry(objectOf({ FileId: (data as { fileId?: string }).fileId })));
    // The key pair may have been changed meanwhile.
    if (performance.now() - began > RECHECK_MS) await verify();
    return { ...known, body: { code: 0, message: '', data, requestId } };
  } catch (error) {
    service.health.observe(error);
    const refused = refusedUgc(error, requestId);
    const code = refused.code ?? '';
    if (changes.includes(name) || code.startsWith('AuthFailure')) service.audit.refuse({ ...entry(''), code, signed });
    return { ...known, ...refused };
  }
}

/** What identifies a verified signature. Another spelling of it is refused. */
function ownerSignature(signature: string, params: UploadParams, subAppId: number): OwnerSignature {
  const { classId = 0, procedure = '', taskPriority = 0, taskNotifyMode = '', oneTimeValid } = params;
  const { sourceContext = '', sessionContext = '', storageRegion = '', fileId = '' } = params;
  const permitted = [subAppId, classId, procedure, taskPriority, taskNotifyMode, sourceContext, sessionContext];
  return {
    digest: sha256(signature),
    permit: sha256(JSON.stringify([...permitted, storageRegion, fileId])),
    oneTime: oneTimeValid === 1 ? new Date(params.expireTime * 1000) : undefined,
  };
}

/** The answer for an error. */
export function refusedUgc(error: unknown, requestId: string = randomUUID()): UgcAnswer {
  const isApiError = error instanceof ApiError;
  const { code, message } = isApiError ? error : (refusalOf(error) ?? new ApiError('InternalError', INTERNAL));
  return { body: { code: ugcCodeOf(code), message, requestId }, code, ...(!isApiError && { fault: error }) };
}

const INTERNAL = 'The service failed. Try again later. The log of the service has details for this requestId';
