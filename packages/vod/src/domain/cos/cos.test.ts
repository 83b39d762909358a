import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { grant, request } from './testing/client.js';
import { md5, media, partList, refusalOf, TestCos, textOf } from './testing/store.js';

let store: TestCos;
beforeAll(async () => {
  store = await TestCos.open();
});
afterAll(() => store?.close());
beforeEach(() => store.objects.remove(grant.sessionKey));

const [path = ''] = grant.paths;
const parts = ['first ', 'second ', 'third'] as const;
const etag = `${createHash('md5')
  .update(Buffer.concat(parts.map((part) => Buffer.from(md5(part), 'hex'))))
  .digest('hex')}-3`;
const whole = partList(...parts.map((part, index) => [index + 1, md5(part)] as const));

async function upload(uploadId: string, ...numbers: number[]): Promise<void> {
  for (const number of numbers) {
    const { status } = await store.send('PUT', `${media}?partNumber=${number}&uploadId=${uploadId}`, parts[number - 1]);
    expect(status).toBe(200);
  }
}

async function found(): Promise<string | undefined> {
  const object = await store.objects.find(grant.sessionKey, path);
  return object && readFile(object.file, 'utf8');
}

describe('a multipart upload', () => {
  test('joins parts in any order', async () => {
    const uploadId = await store.begin();
    expect(uploadId).toMatch(/^[0-9a-f]{48}$/);
    await upload(uploadId, 3, 1, 2);
    expect(await found()).toBeUndefined();
    const answer = await store.send('POST', `${media}?uploadId=${uploadId}`, whole);
    expect(answer).toMatchObject({ status: 200, operation: 'CompleteMultipartUpload' });
    expect(answer.body).toBe(
      `<?xml version="1.0" encoding="UTF-8"?><CompleteMultipartUploadResult><Location>cliploop-1500000000.cos.ap-guangzhou.myqcloud.com${media}</Location><Bucket>cliploop-1500000000</Bucket><Key>${path}</Key><ETag>"${etag}"</ETag></CompleteMultipartUploadResult>`,
    );
    expect(await found()).toBe('first second third');
    expect(await store.objects.find(grant.sessionKey, path)).toMatchObject({ size: 18, etag: `"${etag}"` });
    expect(await store.files()).toHaveLength(1);
    expect(textOf(await store.send('GET', '/?uploads'), 'UploadId')).toBe('');
  });

  test('joins parts that came at the same time to two processes', async () => {
    const uploadId = await store.begin();
    const put = (number: number): Promise<unknown> => {
      const url = `${media}?partNumber=${number}&uploadId=${uploadId}`;
      const asked = request({ method: 'PUT', url, body: parts[number - 1] ?? '' });
      return (number % 2 ? store.cos : store.another()).answer(asked);
    };
    await Promise.all([1, 2, 3, 1, 2, 3].map(put));
    expect(await store.files()).toHaveLength(3);
    const complete = (cos = store.cos) =>
      cos.answer(request({ method: 'POST', url: `${media}?uploadId=${uploadId}`, body: whole }));
    const answers = await Promise.all([complete(), complete(), complete(store.another()), complete(store.another())]);
    for (const answer of answers) expect([answer.status, textOf(answer, 'ETag')]).toEqual([200, `"${etag}"`]);
    expect(await found()).toBe('first second third');
    expect(await store.files()).toHaveLength(1);
  });

  test('uses the last version of a part', async () => {
    const uploadId = await store.begin();
    await upload(uploadId, 1, 2, 3);
    const again = await store.send('PUT', `${media}?partNumber=2&uploadId=${uploadId}`, '2nd ');
    expect(again.headers.ETag).toBe(`"${md5('2nd ')}"`);
    expect(await store.files()).toHaveLength(3);
    expect(await store.refusal('POST', `${media}?uploadId=${uploadId}`, whole)).toBe(
      `InvalidPart: Part 2 has the ETag "${md5('2nd ')}", not "${md5('second ')}"`,
    );
    const list = partList([1, md5('first ')], [2, md5('2nd ')], [3, md5('third')]);
    expect((await store.send('POST', `${media}?uploadId=${uploadId}`, list)).status).toBe(200);
    expect(await found()).toBe('first 2nd third');
  });

  test('joins only the listed parts, also with gaps', async () => {
    const uploadId = await store.begin();
    await upload(uploadId, 1, 2, 3);
    const list = partList([1, md5('first ')], [3, md5('third')]);
    expect((await store.send('POST', `${media}?uploadId=${uploadId}`, list)).status).toBe(200);
    expect(await found()).toBe('first third');
    expect(await store.files()).toHaveLength(1);
  });

  test('completes with one part', async () => {
    const uploadId = await store.begin();
    await upload(uploadId, 2);
    const { status } = await store.send('POST', `${media}?uploadId=${uploadId}`, partList([2, md5('second ')]));
    expect(status).toBe(200);
    expect(await found()).toBe('second ');
    expect(await store.files()).toHaveLength(1);
  });

  test('gives a repeated completion the same answer', async () => {
    const uploadId = await store.begin();
    await upload(uploadId, 1, 2, 3);
    const complete = () => store.send('POST', `${media}?uploadId=${uploadId}`, whole);
    const [first, second] = [await complete(), await complete()];
    expect(second.status).toBe(200);
    expect(second.body).toBe(first.body);
    expect(await store.refusal('POST', `${media}?uploadId=${uploadId}`, partList([1, md5('first ')]))).toMatch(
      /^NoSuchUpload: /,
    );
    expect(await store.refusal('PUT', `${media}?partNumber=1&uploadId=${uploadId}`, 'late')).toMatch(/^NoSuchUpload: /);
    expect(await found()).toBe('first second third');
  });

  test('lists parts in pages', async () => {
    const uploadId = await store.begin();
    await upload(uploadId, 1, 2, 3);
    const list = (more: string) => store.send('GET', `${media}?uploadId=${uploadId}${more}`);
    const all = await list('');
    expect(all.body).toContain('<IsTruncated>false</IsTruncated>');
    expect(all.body.match(/<PartNumber>\d/g)).toHaveLength(3);
    expect(all.body).toContain(`<ETag>"${md5('second ')}"</ETag><Size>7</Size>`);
    const page = await list('&max-parts=2');
    expect(page.body).toContain('<NextPartNumberMarker>2</NextPartNumberMarker>');
    expect(page.body).toContain('<IsTruncated>true</IsTruncated>');
    const rest = await list('&max-parts=2&part-number-marker=2');
    expect(rest.body.match(/<PartNumber>\d/g)).toEqual(['<PartNumber>3']);
    expect(rest.body).toContain('<IsTruncated>false</IsTruncated>');
  });

  test('aborts the oldest of many uploads of an object', async () => {
    const first = await store.begin();
    await upload(first, 1);
    await store.begin();
    const ids = async () => (await store.send('GET', `/?uploads&prefix=${path}`)).body.match(/<UploadId>/g)?.length;
    expect(await ids()).toBe(2);
    expect(await store.files()).toHaveLength(1);
    await store.begin();
    expect(await ids()).toBe(2);
    expect(await store.refusal('GET', `${media}?uploadId=${first}`)).toMatch(/^NoSuchUpload: /);
    expect(await store.files()).toHaveLength(0);
    expect((await store.send('GET', '/?uploads=&prefix=other')).body).not.toContain('<Upload>');
  });

  test('leaves nothing after an abort', async () => {
    const uploadId = await store.begin();
    await upload(uploadId, 1, 2);
    expect(await store.send('DELETE', `${media}?uploadId=${uploadId}`)).toMatchObject({ status: 204, body: '' });
    expect(await store.files()).toEqual([]);
    expect(await store.refusal('DELETE', `${media}?uploadId=${uploadId}`)).toMatch(/^NoSuchUpload: /);
  });

  test('accepts keys with special characters', async () => {
    const cover = '/1500000000/media/cover%20%E5%B0%81%E9%9D%A2.png';
    const uploadId = await store.begin(cover);
    const put = await store.send('PUT', `${cover}?partNumber=1&uploadId=${uploadId}`, 'c');
    expect(put.status).toBe(200);
    const listed = await store.send('GET', '/?uploads&encoding-type=url');
    expect(textOf(listed, 'Key')).toBe('1500000000%2Fmedia%2Fcover%20%E5%B0%81%E9%9D%A2.png');
    expect(textOf(listed, 'EncodingType')).toBe('url');
    const { status } = await store.send('POST', `${cover}?uploadId=${uploadId}`, partList([1, md5('c')]));
    expect(status).toBe(200);
    expect(await store.objects.find(grant.sessionKey, grant.paths[1] ?? '')).toMatchObject({ size: 1 });
  });
});

describe('an object in one piece', () => {
  test('is stored, and replaced by the next one', async () => {
    for (const body of ['one', '']) {
      const put = await store.send('PUT', media, body, {
        'content-md5': Buffer.from(md5(body), 'hex').toString('base64'),
      });
      expect(put).toMatchObject({ status: 200, body: '', headers: { ETag: `"${md5(body)}"` } });
      expect(await found()).toBe(body);
      expect(await store.files()).toHaveLength(1);
      const head = await store.send('HEAD', media);
      expect(head).toMatchObject({
        status: 200,
        body: '',
        headers: { ETag: `"${md5(body)}"`, 'Content-Length': String(body.length) },
      });
    }
  });

  test('does not exist before it is put, nor after the session is deleted', async () => {
    expect(await store.send('HEAD', media)).toMatchObject({ status: 404, body: '', code: 'NoSuchKey' });
    await store.send('PUT', media, 'one');
    await upload(await store.begin(), 1);
    await store.objects.remove(grant.sessionKey);
    expect(await store.send('HEAD', media)).toMatchObject({ status: 404 });
    expect(await store.files()).toEqual([]);
  });

  test('is incomplete when its file is missing', async () => {
    await store.send('PUT', media, 'one');
    const object = await store.objects.find(grant.sessionKey, path);
    await store.objects.folder.discard(grant.sessionKey, await store.files());
    expect(object?.size).toBe(3);
    expect(await found()).toBeUndefined();
  });
});

test('takes a leading double slash for one slash, and verifies the path as it was sent', async () => {
  const initiated = await store.send('POST', `${media}?uploads`);
  const url = `/${media}?uploadId=${textOf(initiated, 'UploadId')}`;
  for (const [index, part] of parts.entries()) {
    expect((await store.send('PUT', `${url}&partNumber=${index + 1}`, part)).status).toBe(200);
  }
  expect(textOf(await store.send('POST', url, whole), 'Key')).toBe(path);
  expect(await found()).toBe('first second third');
  const other = request({ method: 'PUT', url: media, body: 'other' });
  expect(refusalOf(await store.cos.answer({ ...other, url: `/${media}` }))).toMatch(/^SignatureDoesNotMatch: /);
});

describe('a forwarded request', () => {
  const bucket = 'cliploop-1500000000.cos.ap-guangzhou.myqcloud.com';
  const forwarded = (host: string, to: string, url = media) => {
    const { headers, ...rest } = request({ method: 'PUT', url, body: 'x' });
    return store.cos.answer({ ...rest, headers: { ...headers, host, 'vod-forward-cos': to } });
  };

  test('is verified with the host of the bucket, which the client signed', async () => {
    expect(await forwarded('vod2.qcloud.com', bucket)).toMatchObject({ status: 200, operation: 'PutObject' });
    expect(await found()).toBe('x');
  });

  test('is refused on other hosts', async () => {
    const refusal = async (...args: Parameters<typeof forwarded>) => refusalOf(await forwarded(...args));
    expect(await refusal('vod2.qcloud.com', 'other-1.cos.ap-guangzhou.myqcloud.com')).toMatch(/^NoSuchBucket: /);
    expect(await refusal('other-1.cos.ap-guangzhou.myqcloud.com', bucket)).toMatch(/^NoSuchBucket: /);
    expect(await refusal('vod2.qcloud.com', 'vod.tencentcloudapi.com')).toMatch(/^SignatureDoesNotMatch: /);
    expect(await refusal('vod2.qcloud.com', `${bucket}, ${bucket}`)).toMatch(/^SignatureDoesNotMatch: /);
    expect(await refusal('vod2.qcloud.com', `${bucket}:443`)).toMatch(/^SignatureDoesNotMatch: /);
    expect(await refusal('vod2.qcloud.com', bucket, '/v3/index.php')).toMatch(/^AccessDenied: /);
    expect(await refusal('vod2.qcloud.com', bucket, '/')).toMatch(/^MethodNotAllowed: /);
    expect(await store.files()).toEqual([]);
  });
});

describe('an interrupted request', () => {
  test('leaves nothing, and keeps the rest of the upload', async () => {
    const uploadId = await store.begin();
    await upload(uploadId, 1);
    const body = new Readable({ read() {} });
    body.push('sec');
    const answer = store.send('PUT', `${media}?partNumber=2&uploadId=${uploadId}`, body);
    await expect.poll(() => store.files()).toHaveLength(2);
    body.destroy(new Error('aborted'));
    expect(refusalOf(await answer)).toBe('IncompleteBody: The connection broke before the body was complete');
    expect(await store.files()).toHaveLength(1);
    await upload(uploadId, 2, 3);
    expect((await store.send('POST', `${media}?uploadId=${uploadId}`, whole)).status).toBe(200);
  });

  test('is refused when the session ends during a part', async () => {
    const uploadId = await store.begin();
    const body = new Readable({ read() {} });
    body.push('sec');
    const answer = store.send('PUT', `${media}?partNumber=2&uploadId=${uploadId}`, body);
    await expect.poll(() => store.files()).toHaveLength(1);
    await store.objects.remove(grant.sessionKey);
    body.push(null);
    expect(refusalOf(await answer)).toMatch(/^NoSuchUpload: /);
    expect(await store.files()).toEqual([]);
  });
});

test('answers internal errors without details and with a code that clients retry', async () => {
  const broken = store.another();
  Object.assign(broken, { keys: { grants: { find: () => Promise.reject(new Error('secret')) } } });
  const answer = await broken.answer(request({ method: 'PUT', url: media }));
  expect(answer).toMatchObject({ status: 500, code: 'InternalError', fault: new Error('secret') });
  expect(refusalOf(answer)).toBe('InternalError: The service failed; try again');
});

test('asks clients to send a request later when too many wait for the database, without a fault for the log', async () => {
  const busy = store.another();
  const find = () => Promise.reject(new Error('timeout exceeded when trying to connect'));
  Object.assign(busy, { keys: { grants: { find } } });
  const answer = await busy.answer(request({ method: 'PUT', url: media }));
  expect(answer).toMatchObject({ status: 503, code: 'SlowDown' });
  expect(answer.headers['Retry-After']).toBe('1');
  expect(answer.fault).toBeUndefined();
});
