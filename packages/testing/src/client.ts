import { vod } from 'tencentcloud-sdk-nodejs-vod';
import { expect } from 'vitest';
import { credential } from './credential.js';

export type Client = InstanceType<typeof vod.v20180717.Client>;

/** The official client. @param profile `signMethod`, `reqMethod` and other members of its profiles */
export function clientOf(endpoint: string, profile: object = {}, keys = credential): Client {
  // The client sends even loopback requests through a proxy.
  delete process.env.http_proxy;
  return new vod.v20180717.Client({
    credential: keys,
    region: 'ap-guangzhou',
    profile: { ...profile, httpProfile: { endpoint, protocol: 'http://', ...profile } },
  });
}

/** Both encodings of parameters: with types, and as text. */
export const wires = [
  { wire: 'JSON', signMethod: 'TC3-HMAC-SHA256', reqMethod: 'POST' },
  { wire: 'text', signMethod: 'HmacSHA256', reqMethod: 'POST' },
];

/** All signature and request methods of the client. */
export const ways = ['TC3-HMAC-SHA256', 'HmacSHA256', 'HmacSHA1'].flatMap((signMethod) =>
  ['POST', 'GET'].map((reqMethod) => ({ signMethod, reqMethod })),
);

/** `CODE: message` of a refused call, or `accepted`. */
export async function refusal(call: Promise<unknown>): Promise<string> {
  const error = await call.then(
    () => undefined,
    (reason: { code: string; message: string; requestId: string; traceId: string }) => reason,
  );
  if (!error) return 'accepted';
  // The client generates the trace id, the service the request id.
  for (const id of [error.traceId, error.requestId]) expect(id).toMatch(/^[0-9a-f-]{36}$/);
  return `${error.code}: ${error.message}`;
}

/** The number of accepted calls, and each refusal once. */
export async function ends(calls: readonly Promise<unknown>[]): Promise<{ done: number; refusals: string[] }> {
  const all = await Promise.all(calls.map(refusal));
  const refusals = all.filter((end) => end !== 'accepted');
  return { done: all.length - refusals.length, refusals: [...new Set(refusals)] };
}

export const wireTime = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/;
