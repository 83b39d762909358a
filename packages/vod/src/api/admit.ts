import { parseAuthorization } from '../wire/signature/authorization.js';
import type { ReceivedRequest } from '../wire/signature/cookie.js';
import { checkSecretId, verifyKey } from '../wire/signature/key.js';
import { checkTimestamp, sizeLimits } from '../wire/signature/request.js';
import { unsigned } from '../wire/signature/verify-request.js';
import type { Service } from './service.js';
import { verifySession } from './session-request.js';

/** What is known about the signer of a request before its body has arrived. Nothing is proved yet. */
export interface Admission {
  /** Largest body, bytes. */
  readonly limit: number;
  /** Whether the request names an enabled key pair. */
  readonly known: boolean;
}

/**
 * Decides whether the rest of a large body is worth receiving. The signature covers the whole body, so it cannot be verified yet.
 * @param beginning the first bytes of the body: the older signature methods have the SecretId there
 * @throws ApiError as `verifyRequest` for a request that it would refuse whatever the rest of the body is
 */
export async function admitBody(
  service: Pick<Service, 'keyPairs' | 'sessions'>,
  request: Pick<ReceivedRequest, 'headers' | 'origin'>,
  beginning: Buffer,
  now = new Date(),
): Promise<Admission> {
  const { headers } = request;
  const { keyPairs } = service;
  const known = async (secretId: string): Promise<true> => {
    await verifyKey(
      secretId,
      (id) => keyPairs.find(id),
      () => true,
    );
    return true;
  };
  if (headers.authorization !== undefined) {
    const { secretId } = parseAuthorization(headers.authorization);
    checkTimestamp('X-TC-Timestamp', headers['x-tc-timestamp'], now);
    return { limit: sizeLimits.jsonBody, known: await known(secretId) };
  }
  if (headers['x-cliploop-csrf'] !== undefined && (await verifySession(service, request, (id) => keyPairs.find(id)))) {
    return { limit: sizeLimits.jsonBody, known: true };
  }
  if (!/^\s*application\/x-www-form-urlencoded\b/i.test(headers['content-type'] ?? '')) throw unsigned();
  const secretId = formSecretId(beginning);
  return { limit: sizeLimits.formBody, known: secretId !== undefined && (await known(checkSecretId(secretId))) };
}

/** Returns the SecretId of a form; undefined when it is not in this part of the form. */
export function formSecretId(part: Buffer): string | undefined {
  const found = /(?:^|&)SecretId=([^&]{0,512})&/.exec(part.toString('latin1'))?.[1];
  try {
    return found === undefined ? undefined : decodeURIComponent(found.replaceAll('+', ' '));
  } catch {
    return found;
  }
}
