import { afterEach, describe, expect, test, vi } from 'vitest';
import { ApiError } from './api-error.ts';
import { call } from './call.ts';

afterEach(() => vi.unstubAllGlobals());

/** Answers each request with the same response, and records the requests. */
function answerWith(respond: () => Response) {
  const requests: Request[] = [];
  vi.stubGlobal('fetch', async (request: Request) => {
    requests.push(request);
    return respond();
  });
  return requests;
}

const failure = (action: Promise<unknown>): Promise<ApiError> =>
  action.then(
    () => expect.fail('the call succeeded'),
    (error: ApiError) => error,
  );

describe('call', () => {
  test('posts the parameters with the name of the action, the version and the CSRF header', async () => {
    const requests = answerWith(() => Response.json({ Response: { TotalCount: 0, MediaInfoSet: [], RequestId: 'r' } }));
    const answer = await call('SearchMedia', { SubAppId: 7, Limit: 3 });
    expect(answer.TotalCount).toBe(0);
    const [request] = requests;
    expect(request?.method).toBe('POST');
    expect(new URL(request?.url ?? '').pathname).toBe('/');
    const names = ['Content-Type', 'X-TC-Action', 'X-TC-Version', 'X-Cliploop-Csrf'];
    expect(names.map((name) => request?.headers.get(name))).toEqual([
      'application/json',
      'SearchMedia',
      '2018-07-17',
      '1',
    ]);
    expect(await request?.json()).toEqual({ SubAppId: 7, Limit: 3 });
  });

  test('throws the error of the service with its code, message and RequestId', async () => {
    const error = { Code: 'InvalidParameterValue.FileId', Message: 'Media "1" not found (FileId)' };
    answerWith(() => Response.json({ Response: { Error: error, RequestId: 'r1' } }));
    const thrown = await failure(call('DeleteMedia', { FileId: '1' }));
    expect(thrown).toBeInstanceOf(ApiError);
    expect(thrown).toMatchObject({ code: error.Code, message: error.Message, requestId: 'r1' });
  });

  test('says that the service did not answer when the connection fails', async () => {
    vi.stubGlobal('fetch', () => Promise.reject(new TypeError('Failed to fetch')));
    expect(await failure(call('DescribeAllClass', {}))).toMatchObject({ code: 'NoConnection', isTemporary: true });
  });

  test('names the HTTP status of an answer that a proxy made', async () => {
    answerWith(() => new Response('<h1>Bad Gateway</h1>', { status: 502 }));
    expect(await failure(call('DescribeAllClass', {}))).toMatchObject({
      code: 'BadAnswer',
      message: 'The service answered with HTTP status 502.',
    });
  });

  test('refuses an answer that is not one of the service', async () => {
    answerWith(() => new Response('<html></html>', { status: 200 }));
    expect(await failure(call('DescribeAllClass', {}))).toMatchObject({ code: 'BadAnswer' });
  });

  test('passes on that it was canceled', async () => {
    vi.stubGlobal(
      'fetch',
      ({ signal }: Request) =>
        new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
    );
    const controller = new AbortController();
    const canceled = call('DescribeAllClass', {}, { signal: controller.signal });
    controller.abort();
    await expect(canceled).rejects.toMatchObject({ name: 'AbortError' });
  });
});
