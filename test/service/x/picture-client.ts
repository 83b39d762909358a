import { signedRoute } from '@cliploop/testing/signed-route';
import type { Started } from 'cliploop-server/in-process';
import { appId, credential } from '../keys/support.ts';

export { appId };

export interface Picture {
  readonly status: number;
  readonly headers: Headers;
  readonly bytes: Buffer;
  /** The JSON of the header X-Cliploop-Stills or X-Cliploop-Preview. */
  readonly facts: Record<string, unknown>;
  /** The JSON of an answer that is no picture. */
  readonly json: Record<string, unknown> & { readonly Error?: { readonly Code: string; readonly Message: string } };
}

export interface PictureCall {
  readonly keys?: typeof credential;
  readonly headers?: Record<string, string>;
  readonly signal?: AbortSignal;
  readonly method?: string;
}

async function send(server: Started, path: string, body: object | undefined, call: PictureCall): Promise<Picture> {
  const { keys = credential, headers = {}, signal, method = body ? 'POST' : 'GET' } = call;
  const signed = signedRoute({ method, path, body, keys });
  const reply = await fetch(`${server.origin}${path}`, {
    method,
    headers: { ...signed.headers, ...headers },
    ...(signed.body !== undefined && { body: signed.body }),
    ...(signal && { signal }),
  });
  const bytes = Buffer.from(await reply.arrayBuffer());
  const facts = reply.headers.get('x-cliploop-stills') ?? reply.headers.get('x-cliploop-preview') ?? '{}';
  const isJson = reply.headers.get('content-type')?.startsWith('application/json') && bytes.length > 0;
  const json = isJson ? JSON.parse(bytes.toString()) : {};
  return { status: reply.status, headers: reply.headers, bytes, facts: JSON.parse(facts), json };
}

export const stillsOf = (server: Started, fileId: string, query: string, call: PictureCall = {}): Promise<Picture> =>
  send(server, `/x/v1/media/${fileId}/stills?${query}`, undefined, call);

export const planOf = (server: Started, fileId: string, body: object, call: PictureCall = {}): Promise<Picture> =>
  send(server, `/x/v1/media/${fileId}/plan`, body, call);

export const previewOf = (server: Started, fileId: string, body: object, call: PictureCall = {}): Promise<Picture> =>
  send(server, `/x/v1/media/${fileId}/preview`, body, call);

export const codeOf = ({ status, json }: Picture): [number, string | undefined] => [status, json.Error?.Code];
