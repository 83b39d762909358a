import { ClientError, type Stage } from './player.ts';
import { apiAuthorization } from './sign.ts';
import { headerOf, type WireAnswer } from './wire.ts';

export const apiHost = 'vod.tencentcloudapi.com';

export interface Applied {
  readonly StorageBucket: string;
  readonly StorageRegion: string;
  readonly VodSessionKey: string;
  readonly MediaStoragePath: string;
  readonly CoverStoragePath: string;
  readonly TempCertificate: { readonly SecretId: string; readonly SecretKey: string; readonly Token: string };
}

/** How an SDK of API 3.0 sends requests. */
export interface Dialect {
  /** Encodes the body. Default: JSON.stringify. */
  json?(params: object): string;
  /** Default: application/json. */
  readonly contentType?: string;
  /** In their order. */
  headers(values: HeaderValues): readonly (readonly [name: string, value: string])[];
  /** Whether the SDK reads errors from this answer. Default: always. */
  readsErrors?(reply: WireAnswer): boolean;
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
  const reply = await wire.send({ method: 'POST', target: '/', headers: dialect.headers(values), body });
  const { Response } = JSON.parse(reply.body);
  if (reply.status !== 200) throw new ClientError(`status ${reply.status}`);
  if (Response.Error && (dialect.readsErrors?.(reply) ?? true)) {
    throw new ClientError(`${Response.Error.Code}: ${Response.Error.Message}`);
  }
  return Response as T;
}

/** The parameters of ApplyUpload for a file, without undefined ones. */
export function applyParams(name: string, hasCover: boolean, procedure: string | undefined): object {
  return { MediaType: 'mp4', MediaName: name, ...(hasCover && { CoverType: 'png' }), Procedure: procedure };
}

/** The SDK for Python reads errors only from answers of these types. */
export function isPlainJson(reply: WireAnswer): boolean {
  return ['application/json', 'text/plain'].includes(headerOf(reply, 'Content-Type'));
}
