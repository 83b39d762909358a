import { createHash, randomBytes } from 'node:crypto';
import { equal, hmac } from '../../wire/signature/hash.js';
import { type AccessKey, clockSkew, type FindKey } from '../../wire/signature/request.js';
import { type Authorization, parseAuthorization, type Window } from './authorization.js';
import { type CosError, cosError } from './errors.js';
import type { Grant, Grants } from './grant.js';
import type { CosRequest } from './request.js';
import { shown, type Target } from './target.js';

/** Stand-in for unknown credentials, so that they take the same time as known ones. */
const nobody: Pick<Grant, 'secretKey' | 'token'> = {
  secretKey: randomBytes(32).toString('hex'),
  token: randomBytes(32).toString('hex'),
};

/** The keys that signatures are verified with. */
export interface Keys {
  readonly grants: Grants;
  /** The key pairs of the service itself, which may not put objects. */
  readonly findKey: FindKey<AccessKey>;
}

/**
 * Returns what the signer of a request may do. Throws CosError: AccessDenied, InvalidAccessKeyId, SignatureDoesNotMatch,
 * RequestTimeTooSkewed. No message holds a secret key, a token, a signature or the text that was signed.
 */
export async function verify(
  { method, headers }: Pick<CosRequest, 'method' | 'headers'>,
  target: Target,
  { grants, findKey }: Keys,
  now: Date,
): Promise<Grant> {
  const authorization = parseAuthorization(headers.authorization);
  const { secretId, signature } = authorization;
  const known = /^[\x21-\x7e]{1,128}$/.test(secretId);
  const grant = known ? await grants.find(secretId) : undefined;
  const own = known && !grant ? await findKey(secretId) : undefined;
  const { secretKey, token } = grant ?? { ...nobody, ...own };
  const wanted = sign(authorization, httpString(method, target, headers, authorization), secretKey);
  const matched = equal(Buffer.from(wanted), Buffer.from(signature));
  const tokenMatches = equal(Buffer.from(token), Buffer.from(headers['x-cos-security-token'] ?? ''));
  const checkTime = (): void => {
    for (const window of [authorization.signTime, authorization.keyTime]) checkWindow(window, now.getTime() / 1000);
  };
  if (!grant) {
    // Only a client with the secret key may learn that the key pair exists.
    if (!own?.enabled || !matched) throw unknown(secretId);
    checkTime();
    throw cosError(
      'AccessDenied',
      'This request is signed with a key pair of the service, which may not put objects. Call ApplyUpload with it, and sign with the temporary credentials that it returns in TempCertificate',
    );
  }
  if (!matched) {
    throw cosError(
      'SignatureDoesNotMatch',
      'The signature does not match the received request; check that no proxy changes the request',
    );
  }
  if (!tokenMatches) throw cosError('AccessDenied', 'x-cos-security-token does not belong to these credentials');
  checkTime();
  return grant;
}

function unknown(secretId: string): CosError {
  return cosError(
    'InvalidAccessKeyId',
    `q-ak ${shown(secretId)} is not the SecretId of valid temporary credentials; sign with the credentials that ApplyUpload returns in TempCertificate`,
  );
}

function sign({ signTime, keyTime }: Authorization, http: string, secretKey: string): string {
  const signKey = hmac('sha1', secretKey, keyTime.text).toString('hex');
  const digest = createHash('sha1').update(http).digest('hex');
  return hmac('sha1', signKey, `sha1\n${signTime.text}\n${digest}\n`).toString('hex');
}

/** The signed parts of a request: those that the lists name, in the order of the lists. */
function httpString(
  method: string,
  { path, params }: Target,
  headers: CosRequest['headers'],
  { headers: headerList, params: paramList }: Authorization,
): string {
  const sent = new Map(Object.entries(headers));
  const lower = new Map([...params].map(([name, value]) => [encode(name).toLowerCase(), value]));
  return `${method.toLowerCase()}\n${path}\n${signed(paramList, lower)}\n${signed(headerList, sent)}\n`;
}

/** A listed header that did not arrive was empty, because senders drop empty headers. */
function signed(list: readonly string[], values: ReadonlyMap<string, string | undefined>): string {
  return list.map((name) => `${name}=${encode(values.get(name) ?? '')}`).join('&');
}

/** URL-encodes as clients of COS do: everything but letters, digits and -_.~ */
function encode(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
}

/** Both refusals, and the header Date, make the official clients set their clocks and try again. */
function checkWindow({ start, end }: Window, now: number): void {
  if (start - clockSkew > now) {
    throw cosError('RequestTimeTooSkewed', 'The signature is not valid yet; check the clock of the client');
  }
  // Clients compare this exact message.
  if (end + clockSkew < now) throw cosError('AccessDenied', 'Request has expired');
}
