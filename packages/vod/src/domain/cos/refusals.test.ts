import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { grant, request } from './testing/client.js';
import { md5, media, partList, refusalOf, TestCos } from './testing/store.js';

let store: TestCos;
beforeAll(async () => {
  store = await TestCos.open();
});
afterAll(() => store?.close());
beforeEach(() => store.objects.remove(grant.sessionKey));

const whole = partList([1, md5('first ')], [2, md5('second ')], [3, md5('third')]);
const unknown = '0'.repeat(48);

test.each<[string, string, string, string, string?, Record<string, string>?]>([
  ['another object', 'PUT', '/1500000000/media/other.mp4', 'AccessDenied: These credentials are not for this object'],
  ['a way out', 'PUT', '/1500000000/media/../media/vid.mp4', 'AccessDenied: These credentials are not for this object'],
  [
    'one that is encoded',
    'PUT',
    '/1500000000/media/%2e%2e/media/vid.mp4',
    'AccessDenied: These credentials are not for this object',
  ],
  [
    'one that is encoded twice',
    'PUT',
    '/1500000000/media%252Fvid.mp4',
    'AccessDenied: These credentials are not for this object',
  ],
  ['NUL', 'PUT', '/1500000000/media/vid.mp4%00', 'AccessDenied: These credentials are not for this object'],
  ['a backslash', 'PUT', '/1500000000%5Cmedia%5Cvid.mp4', 'AccessDenied: These credentials are not for this object'],
  ['three slashes', 'PUT', '///1500000000/media/vid.mp4', 'AccessDenied: These credentials are not for this object'],
  [
    'a second slash within',
    'PUT',
    '/1500000000//media/vid.mp4',
    'AccessDenied: These credentials are not for this object',
  ],
  [
    'a second slash within, after two',
    'PUT',
    '//1500000000//media/vid.mp4',
    'AccessDenied: These credentials are not for this object',
  ],
  [
    'a second slash that is encoded',
    'PUT',
    '/%2F1500000000/media/vid.mp4',
    'AccessDenied: These credentials are not for this object',
  ],
  [
    'a first slash that is encoded after two',
    'PUT',
    '//%2F1500000000/media/vid.mp4',
    'AccessDenied: These credentials are not for this object',
  ],
  [
    'a slash at the end',
    'PUT',
    '//1500000000/media/vid.mp4/',
    'AccessDenied: These credentials are not for this object',
  ],
  [
    'a backslash after a slash',
    'PUT',
    '/\\1500000000/media/vid.mp4',
    'AccessDenied: These credentials are not for this object',
  ],
  [
    'a way out after two slashes',
    'PUT',
    '//../1500000000/media/vid.mp4',
    'AccessDenied: These credentials are not for this object',
  ],
  [
    'part 0',
    'PUT',
    `${media}?partNumber=0&uploadId=${unknown}`,
    'InvalidArgument: partNumber must be an integer from 1 to 10000, got "0"',
  ],
  [
    'part 10001',
    'PUT',
    `${media}?partNumber=10001&uploadId=${unknown}`,
    'InvalidArgument: partNumber must be an integer from 1 to 10000, got "10001"',
  ],
  [
    'part 1.5',
    'PUT',
    `${media}?partNumber=1.5&uploadId=${unknown}`,
    'InvalidArgument: partNumber must be an integer from 1 to 10000, got "1.5"',
  ],
  ['no part', 'PUT', `${media}?partNumber=&uploadId=${unknown}`, 'InvalidArgument: partNumber is empty'],
  [
    'a page size of 0',
    'GET',
    `${media}?max-parts=0&uploadId=${unknown}`,
    'InvalidArgument: max-parts must be an integer from 1 to 1000, got "0"',
  ],
  [
    'an unknown upload',
    'PUT',
    `${media}?partNumber=1&uploadId=${unknown}`,
    'NoSuchUpload: The upload of this object does not exist: it was completed, aborted or has expired',
  ],
  [
    'a malformed upload id',
    'GET',
    `${media}?uploadId=%00`,
    'NoSuchUpload: The upload of this object does not exist: it was completed, aborted or has expired',
  ],
  [
    'rights',
    'PUT',
    `${media}?acl`,
    'MethodNotAllowed: PUT of an object with "acl" is not supported; objects can be put in one piece or in parts',
  ],
  [
    'reading',
    'GET',
    media,
    'MethodNotAllowed: GET of an object is not supported; objects can be put in one piece or in parts',
  ],
  [
    'the bucket',
    'PUT',
    '/',
    'MethodNotAllowed: PUT of a bucket is not supported; objects can be put in one piece or in parts',
  ],
  [
    'a parameter twice',
    'PUT',
    `${media}?uploadId=1&uploadId=2`,
    'InvalidArgument: The parameter "uploadId" is given twice',
  ],
  ['a path that is none', 'PUT', `${media}%`, `InvalidURI: ${JSON.stringify(`${media}%`)} is not URL-encoded UTF-8`],
  [
    'a copy',
    'PUT',
    media,
    'MethodNotAllowed: PUT of an object is not supported; objects can be put in one piece or in parts',
    '',
    { 'x-cos-copy-source': 'a' },
  ],
  [
    'an MD5 that is none',
    'PUT',
    media,
    'InvalidDigest: Content-MD5 must be 16 bytes in base64, got "abc"',
    '',
    { 'content-md5': 'abc' },
  ],
  [
    'another MD5',
    'PUT',
    media,
    `BadDigest: Content-MD5 is ${md5('a')}, but the received body has ${md5('b')}`,
    'b',
    { 'content-md5': 'DMF1ucDxtqgxw5niaXcmYQ==' },
  ],
  [
    'a body whose Content-Length is over the limit',
    'PUT',
    media,
    'EntityTooLarge: The body has more than 1000000 bytes',
    '',
    { 'content-length': '1000001' },
  ],
  [
    'a body over the limit',
    'PUT',
    media,
    'EntityTooLarge: The body has more than 1000000 bytes',
    'x'.repeat(1_000_001),
  ],
  [
    'another bucket',
    'PUT',
    media,
    'NoSuchBucket: Bucket "other-1" not found',
    '',
    { host: 'other-1.cos.ap-guangzhou.myqcloud.com' },
  ],
])('is refused: %s', async (_, method, url, message, body, headers) => {
  const asked = request({
    method,
    url: url.endsWith('%') ? media : url,
    ...(body && { body }),
    ...(headers && { headers }),
  });
  const answer = await store.cos.answer({ ...asked, url });
  expect(refusalOf(answer)).toBe(message);
  expect(answer.headers['x-cos-request-id']).toBe(answer.requestId);
  expect(answer.body).toContain(`<RequestId>${answer.requestId}</RequestId>`);
  // Python's client reads no error in which one of these is missing or empty.
  expect(answer.body).toMatch(/<Resource>[^<?]+<\/Resource>.*<TraceId>[^<]+<\/TraceId>/);
  expect(Math.abs(Date.parse(answer.headers.Date ?? '') - Date.now())).toBeLessThan(10_000);
  expect(await store.files()).toEqual([]);
  expect(await store.objects.find(grant.sessionKey, grant.paths[0] ?? '')).toBeUndefined();
});

test.each(['//?uploads', '//', '///?uploads'])('refuses %s, which is not the bucket', async (url) => {
  expect(await store.refusal('GET', url)).toMatch(/^MethodNotAllowed: /);
});

test.each<[string, string, Record<string, string>]>([
  ['version 4', media, { authorization: 'AWS4-HMAC-SHA256 Credential=AKIDtmp/20260101/us-east-1/s3/aws4_request' }],
  ['version 2', media, { authorization: 'AWS AKIDtmp:c2lnbmF0dXJl' }],
  ['version 4 in the URL', `${media}?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Signature=a`, {}],
  ['version 2 in the URL', `${media}?AWSAccessKeyId=a&Expires=1&Signature=b`, {}],
  ['a path that is none', '/%zz', { authorization: 'AWS AKIDtmp:c2lnbmF0dXJl' }],
])('is refused with an XML error: an S3 signature, %s', async (_, url, headers) => {
  const asked = request({ method: 'PUT', url: media });
  const answer = await store.cos.answer({ ...asked, url, headers: { host: '127.0.0.1:9000', ...headers } });
  expect([answer.status, answer.headers['Content-Type']]).toEqual([403, 'application/xml']);
  expect(refusalOf(answer)).toBe(
    'AccessDenied: This object store accepts COS signatures (Authorization: q-sign-algorithm=sha1&amp;...), not S3 signatures (AWS4-HMAC-SHA256). Upload with a VOD or COS SDK and the temporary credentials that ApplyUpload returns',
  );
});

test('refuses a completion with missing or unordered parts', async () => {
  const uploadId = await store.begin();
  const complete = (body: string, headers?: Record<string, string>) =>
    store.refusal('POST', `${media}?uploadId=${uploadId}`, body, headers);
  for (const [number, body] of [
    [1, 'first '],
    [3, 'third'],
  ] as const) {
    await store.send('PUT', `${media}?partNumber=${number}&uploadId=${uploadId}`, body);
  }
  expect(await complete(whole)).toBe('InvalidPart: Part 2 was not uploaded');
  expect(await complete(partList([3, md5('third')], [1, md5('first ')]))).toBe(
    'InvalidPartOrder: Part 1 is listed after part 3',
  );
  expect(await complete('<a')).toMatch(/^MalformedXML: /);
  expect(await complete(whole, { 'content-md5': 'DMF1ucDxtqgxw5niaXcmYQ==' })).toMatch(/^BadDigest: /);
  expect(await complete('x'.repeat(2 ** 20 + 1))).toBe('XMLSizeLimit: The body has more than 1048576 bytes');
  expect(await store.files()).toHaveLength(2);
});

test('refuses parts that together exceed the limit', async () => {
  const uploadId = await store.begin();
  const put = (number: number, bytes: number): Promise<string> =>
    store.refusal('PUT', `${media}?partNumber=${number}&uploadId=${uploadId}`, 'x'.repeat(bytes));
  await put(1, 600_000);
  expect(await put(2, 400_001)).toBe('EntityTooLarge: The parts together have more than 1000000 bytes');
  expect(await store.files()).toHaveLength(1);
  await put(1, 500_000);
  await put(2, 500_000);
  expect(await store.files()).toHaveLength(2);
});

test('refuses an upload of another object of the same session', async () => {
  const uploadId = await store.begin('/1500000000/media/cover%20%E5%B0%81%E9%9D%A2.png');
  expect(await store.refusal('PUT', `${media}?partNumber=1&uploadId=${uploadId}`, 'x')).toMatch(/^NoSuchUpload: /);
  expect(await store.refusal('DELETE', `${media}?uploadId=${uploadId}`)).toMatch(/^NoSuchUpload: /);
  expect(await store.refusal('POST', `${media}?uploadId=${uploadId}`, whole)).toMatch(/^NoSuchUpload: /);
});
