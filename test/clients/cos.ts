import type { Applied } from './api.ts';
import { type Stage, xmlError } from './player.ts';
import { cosAuthorization } from './sign.ts';
import type { WireAnswer } from './wire.ts';

export type Pairs = readonly (readonly [name: string, value: string])[];

/** A request of a client for the object store. */
export interface CosAsked {
  readonly method: string;
  /** The path that is sent. Default: the signed path. */
  readonly path?: string;
  /** The signed path. */
  readonly signedPath: string;
  /** In their order on the wire; undefined: a name without a value. */
  readonly query?: readonly (readonly [name: string, value: string | undefined])[];
  /** Names of parameters that are not signed. */
  readonly unsignedQuery?: readonly string[];
  /** In their order and case. The value of Authorization is computed. */
  readonly headers: Pairs;
  /** Names of headers to sign if they are present, in lower case. */
  readonly signs: readonly string[];
  /** Headers with signed values that differ from the sent ones. */
  readonly signsAlso?: Pairs;
  /** Lifetime of the signature, seconds from now. */
  readonly from: number;
  readonly to: number;
  readonly body: Buffer | string;
}

/** The host of the bucket. */
export function bucketHost({ StorageBucket, StorageRegion }: Pick<Applied, 'StorageBucket' | 'StorageRegion'>): string {
  return `${StorageBucket}.cos.${StorageRegion}.myqcloud.com`;
}

/** Sends a request with its signature. Throws ClientError with `CODE: message` of the object store. */
export async function askCos({ wire }: Stage, keys: Applied['TempCertificate'], asked: CosAsked): Promise<WireAnswer> {
  const { method, signedPath, path = signedPath, query = [], headers, signs, signsAlso = [], body } = asked;
  const { from, to, unsignedQuery = [] } = asked;
  const authorization = cosAuthorization(
    { secretId: keys.SecretId, secretKey: keys.SecretKey },
    {
      ...{ method, from, to, path: signedPath },
      params: query.filter(([name]) => !unsignedQuery.includes(name)).map(([name, value = '']) => [name, value]),
      headers: [...headers.filter(([name]) => signs.includes(name.toLowerCase())), ...signsAlso],
    },
  );
  const search = query.map(([name, value]) => (value === undefined ? name : `${name}=${encodeURIComponent(value)}`));
  const answer = await wire.send({
    method,
    target: `${path}${search.length > 0 ? '?' : ''}${search.join('&')}`,
    headers: headers.map(([name, value]) => [name, name === 'Authorization' ? authorization : value]),
    body,
  });
  if (answer.status < 200 || answer.status > 299) throw xmlError(answer.status, answer.body);
  return answer;
}
