import { type ApiError, apiError } from '../error/api-error.js';
import { cut } from '../params/message.js';
import { checkSecretId } from './key.js';

/** The parts of an Authorization header of TC3-HMAC-SHA256. */
export interface Authorization {
  readonly secretId: string;
  /** YYYY-MM-DD, UTC. */
  readonly date: string;
  /** Whatever the client takes for the service: Node clients derive it from their endpoint. */
  readonly service: string;
  /** As listed. */
  readonly signedHeaders: string;
  readonly signature: Buffer;
}

const method = 'TC3-HMAC-SHA256';

/** Throws AuthFailure.InvalidAuthorization, without quoting the header: a log must not hold a signature. */
export function parseAuthorization(header: string): Authorization {
  if (header === 'SKIP') throw invalid('Authorization is SKIP; requests must be signed');
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

/** The names and values of the headers to be signed, in the listed order. */
export function signedValues(
  listed: string,
  headers: Readonly<Record<string, string | undefined>>,
): readonly [string, string][] {
  const names = listed.toLowerCase().split(';');
  for (const name of ['content-type', 'host']) {
    if (!names.includes(name)) throw invalid(`SignedHeaders in Authorization lacks ${name}`);
  }
  return names.map((name) => {
    const value = Object.hasOwn(headers, name) ? headers[name] : undefined;
    if (value === undefined) throw invalid(`SignedHeaders lists ${cut(name)}, which the request does not have`);
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
  if (value === undefined || value === '') throw invalid(`Authorization lacks ${name}`);
  return value;
}
