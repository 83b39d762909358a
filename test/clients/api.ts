import { ClientError, type Stage } from './player.ts';
import { apiAuthorization } from './sign.ts';
import { headerOf, type Told } from './wire.ts';

export const apiHost = 'vod.tencentcloudapi.com';

export interface Applied {
  readonly StorageBucket: string;
  readonly StorageRegion: string;
  readonly VodSessionKey: string;
  readonly MediaStoragePath: string;
  readonly CoverStoragePath: string;
  readonly TempCertificate: { readonly SecretId: string; readonly SecretKey: string; readonly Token: string };
}

/** How an SDK of API 3.0 writes a request. */
export interface Dialect {
  /** Default: as JavaScript writes it. */
  json?(params: object): string;
  /** Default: application/json. */
  readonly contentType?: string;
  /** In their order. */
  headers(values: HeaderValues): readonly (readonly [name: string, value: string])[];
  /** Whether errors are read from this answer. Default: from each. */
  readsErrors?(told: Told): boolean;
}

export interface HeaderValues {
  readonly action: string;
  readonly authorization: string;
  readonly length: string;
  readonly timestamp: string;
}

/** Calls an action. Throws ClientError with `CODE: message` of the service. */
export async function callApi<T>({ wire, keys }: Stage, dialect: Dialect, action: string, params: object): Promise<T> {
  const body = (dialect.json ?? JSON.stringify)(params);
  const { contentType = 'application/json' } = dialect;
  const timestamp = Math.floor(Date.now() / 1000);
  const authorization = apiAuthorization(keys, { host: apiHost, contentType, body, timestamp });
  const values = { action, authorization, length: String(Buffer.byteLength(body)), timestamp: String(timestamp) };
  const told = await wire.send({ method: 'POST', target: '/', headers: dialect.headers(values), body });
  const { Response } = JSON.parse(told.body);
  if (told.status !== 200) throw new ClientError(`status ${told.status}`);
  if (Response.Error && (dialect.readsErrors?.(told) ?? true)) {
    throw new ClientError(`${Response.Error.Code}: ${Response.Error.Message}`);
  }
  return Response as T;
}

/** Of the file, as the parameters of ApplyUpload have it; what is undefined is left out. */
export function applyParams(name: string, hasCover: boolean, procedure: string | undefined): object {
  return { MediaType: 'mp4', MediaName: name, ...(hasCover && { CoverType: 'png' }), Procedure: procedure };
}

/** Python's SDK takes an answer of any other type for one without an error. */
export function isPlainJson(told: Told): boolean {
  return ['application/json', 'text/plain'].includes(headerOf(told, 'Content-Type'));
}
