import { type ApiError, apiError } from '../error/api-error.js';
import { cut } from '../params/message.js';
import { checkSecretId } from './key.js';

/** The parsed Authorization header of a TC3-HMAC-SHA256 request. */
export interface Authorization {
  readonly secretId: string;
  /** YYYY-MM-DD, UTC. */
  readonly date: string;
  /** Any name: some clients derive it from their endpoint. */
  readonly service: string;
  /** Names of the signed headers, as sent. */
  readonly signedHeaders: string;
  readonly signature: Buffer;
}

const method = 'TC3-HMAC-SHA256';

/** Throws AuthFailure.InvalidAuthorization. Messages do not quote the header, because logs must not contain signatures. */
export function parseAuthorization(header: string): Authorization {
  if (header === 'SKIP') throw invalid('Authorization is SKIP; sign the request');
  if (!header.startsWith(`${method} `)) throw invalid(`Authorization must start with ${method}`);
  const parts = partsOf(header.slice(method.length));
  const [secretId, date, service, end, ...more] = part(parts, 'Credential').split('/');
  if (date === undefined || service === undefined || end !== 'tc3_request' || more.length > 0 || service === '') {
    throw invalid('Credential in Authorization must be SecretId/Date/Service/tc3_request');
  }
  const signature = part(parts, 'Signature');
  if (!/^[0-9a-f]{64}$/.test(signature)) throw invalid('Signature in Authorization must be 64 hexadecimal digits');
  return {
    secretId: checkSecretId(secretId),
    date,
    service,
    signedHeaders: part(parts, 'SignedHeaders'),
    signature: Buffer.from(signature, 'hex'),
  };
}

/**
 * Returns the names and values of the signed headers, in the order of SignedHeaders. Each name may occur once: otherwise a short
 * list of one long header would become a text of hundreds of megabytes, before the key pair is known.
 */
export function signedValues(
  signedHeaders: string,
  headers: Readonly<Record<string, string | undefined>>,
): readonly [string, string][] {
  const names = signedHeaders.toLowerCase().split(';');
  if (new Set(names).size < names.length) throw invalid('SignedHeaders in Authorization must contain each name once');
  for (const name of ['content-type', 'host']) {
    if (!names.includes(name)) throw invalid(`SignedHeaders in Authorization must contain ${name}`);
  }
  return names.map((name) => {
    const value = Object.hasOwn(headers, name) ? headers[name] : undefined;
    if (value === undefined) throw invalid(`SignedHeaders contains ${cut(name)}, but the request has no such header`);
    return [name, value.trim()];
  });
}

export function invalid(message: string): ApiError {
  return apiError('AuthFailure.InvalidAuthorization', message);
}

function partsOf(list: string): Map<string, string> {
  return new Map(
    list.split(',').map((item) => {
      const [name = '', ...value] = item.split('=');
      return [name.trim(), value.join('=').trim()];
    }),
  );
}

function part(parts: ReadonlyMap<string, string>, name: string): string {
  const value = parts.get(name);
  if (value === undefined || value === '') throw invalid(`${name} is missing in Authorization`);
  return value;
}
