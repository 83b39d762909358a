import { signedRoute } from '@cliploop/testing/signed-route';
import { type HttpRequest, Upload, type UploadOptions } from 'tus-js-client';
import type { Pair } from '../keys/support.ts';

export interface Sent {
  /** Location of the upload. */
  readonly url: string;
  /** The error of the client, when it gave up. */
  readonly error?: Error;
}

export interface Sending extends Partial<UploadOptions> {
  readonly keys?: Pair | undefined;
  /** Sent instead of a signature. */
  readonly session?: Record<string, string>;
  /** Stops the client after this many bytes, as a user who pauses. */
  readonly pauseAfter?: number;
}

/** Signs a request of tus: its headers, not its body. */
export function signTus(method: string, path: string, given: Record<string, string>, keys?: Pair) {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(given)) headers[name.toLowerCase()] = value;
  const signed = Object.fromEntries(Object.entries(headers).filter(([name]) => name.startsWith('upload-')));
  const type = headers['content-type'] ?? 'application/offset+octet-stream';
  const own = signedRoute({
    ...{ method, path, unsignedBody: true, headers: { ...signed, 'content-type': type } },
    ...(keys && { keys }),
  });
  return { ...headers, ...own.headers };
}

/** Sends one request of tus. */
export function tusFetch(
  origin: string,
  method: string,
  path: string,
  headers: Record<string, string> = {},
  body?: Buffer,
  keys?: Pair,
): Promise<Response> {
  const init = { method, headers: signTus(method, path, { 'Tus-Resumable': '1.0.0', ...headers }, keys) };
  return fetch(origin + path, { ...init, ...(body && { body: new Uint8Array(body) }) });
}

/** Metadata as the header has them. */
export function metadataOf(metadata: Record<string, string>): string {
  const pairs = Object.entries(metadata).map(([name, value]) => `${name} ${Buffer.from(value).toString('base64')}`);
  return pairs.join(',');
}

/** Uploads a file with the official client. @returns when it has ended, or was paused */
export function sendFile(
  origin: string,
  file: Buffer,
  { keys, session, pauseAfter, ...options }: Sending = {},
): Promise<Sent> {
  return new Promise((resolve) => {
    const upload = new Upload(file, {
      endpoint: `${origin}/x/v1/uploads`,
      retryDelays: [50, 100, 500, 1000, 2000, 4000],
      ...options,
      onBeforeRequest: (request: HttpRequest) => {
        for (const [name, value] of Object.entries(session ?? {})) request.setHeader(name, value);
        if (session) return;
        const { pathname } = new URL(request.getURL());
        const names = ['Upload-Length', 'Upload-Offset', 'Upload-Metadata', 'Content-Type'];
        const set = names.map((name) => [name, request.getHeader(name)]).filter(([, value]) => value !== undefined);
        const signed = signTus(request.getMethod(), pathname, Object.fromEntries(set), keys);
        for (const [name, value] of Object.entries(signed)) request.setHeader(name, value);
      },
      onProgress: (sent) => {
        if (pauseAfter === undefined || sent < pauseAfter) return;
        void upload.abort().then(() => resolve({ url: upload.url ?? '' }));
      },
      onSuccess: () => resolve({ url: upload.url ?? '' }),
      onError: (error) => resolve({ url: upload.url ?? '', error }),
    });
    upload.start();
  });
}
