import { afterEach, expect, test, vi } from 'vitest';
import { sendPatiently } from './send-patiently.ts';

afterEach(() => vi.unstubAllGlobals());

/** Answers requests one after another, the last answer again and again. */
function answers(...given: readonly (readonly [status: number, code: string, retryAfter?: string])[]) {
  const bodies: string[] = [];
  vi.stubGlobal('fetch', async (request: Request) => {
    bodies.push(await request.text());
    const [status, Code, retryAfter] = given[Math.min(bodies.length, given.length) - 1] ?? [200, ''];
    const headers = new Headers(retryAfter === undefined ? [] : [['Retry-After', retryAfter]]);
    return Response.json(status === 200 ? {} : { Error: { Code, Message: 'refused' } }, { status, headers });
  });
  return bodies;
}

const url = 'http://127.0.0.1/x/v1/media/1/plan';
const request = (signal?: AbortSignal) =>
  new Request(url, { method: 'POST', body: '{"Fps":5}', ...(signal && { signal }) });
const quick = { pauseMs: 1 };

test('sends a request again after temporary refusals', async () => {
  const bodies = answers([429, 'RequestLimitExceeded'], [503, 'ServiceUnavailable'], [200, '']);
  expect((await sendPatiently(request(), quick)).status).toBe(200);
  expect(bodies).toEqual(['{"Fps":5}', '{"Fps":5}', '{"Fps":5}']);
});

test('waits as long as the service asks for', async () => {
  const bodies = answers([429, 'RequestLimitExceeded', '0.05'], [200, '']);
  const began = performance.now();
  await sendPatiently(request(), quick);
  expect(performance.now() - began).toBeGreaterThan(45);
  expect(bodies).toHaveLength(2);
});

test('sends it again once when a newer request may have replaced it', async () => {
  const bodies = answers([409, 'FailedOperation']);
  expect((await sendPatiently(request(), quick)).status).toBe(409);
  expect(bodies).toHaveLength(2);
});

test.each([
  [400, 'InvalidParameterValue.Fps'],
  [404, 'ResourceNotFound'],
  [409, 'LimitExceeded'],
])('returns a lasting refusal with the status %i at once', async (status, code) => {
  const bodies = answers([status, code]);
  expect((await sendPatiently(request(), quick)).status).toBe(status);
  expect(bodies).toHaveLength(1);
});

test('gives up after some attempts', async () => {
  const bodies = answers([429, 'RequestLimitExceeded']);
  expect((await sendPatiently(request(), { pauseMs: 1, attempts: 3 })).status).toBe(429);
  expect(bodies).toHaveLength(3);
});

test('ends the wait when the request is aborted', async () => {
  const bodies = answers([429, 'RequestLimitExceeded', '9']);
  const controller = new AbortController();
  const sent = sendPatiently(request(controller.signal), quick);
  await vi.waitFor(() => expect(bodies).toHaveLength(1));
  controller.abort(new Error('not needed'));
  await expect(sent).rejects.toThrow('not needed');
});
