import { randomBytes } from 'node:crypto';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { Crc64 } from './crc64.js';
import type { CosAnswer } from './request.js';
import { grant, request } from './testing/client.js';
import { md5, media, partList, refusalOf, TestCos } from './testing/store.js';

const header = 'x-cos-hash-crc64ecma';
const [path = ''] = grant.paths;
const parts = [randomBytes(200_000), randomBytes(200_000), randomBytes(77)];
const list = partList(...parts.map((part, index) => [index + 1, md5(part)] as const));
const whole = Buffer.concat(parts);

let store: TestCos;
beforeAll(async () => {
  store = await TestCos.open();
});
afterAll(() => store?.close());
beforeEach(() => store.objects.remove(grant.sessionKey));

async function crcOf(bytes: Uint8Array): Promise<string> {
  const crc = await Crc64.start();
  crc.update(bytes);
  return crc.decimal();
}

/** Sends the parts. @returns the URL of the upload */
async function uploaded(...sent: readonly Buffer[]): Promise<string> {
  const url = `${media}?uploadId=${await store.begin()}`;
  for (const [index, part] of sent.entries()) {
    const { status, headers } = await store.send('PUT', `${url}&partNumber=${index + 1}`, part);
    expect([status, headers[header]]).toEqual([200, await crcOf(part)]);
  }
  return url;
}

const stored = async (): Promise<CosAnswer> => store.send('HEAD', media);

test('returns the CRC of an object in one piece, also for HEAD', async () => {
  for (const body of ['123456789', '']) {
    expect((await store.send('PUT', media, body)).headers[header]).toBe(body ? '11051210869376104954' : '0');
    expect((await stored()).headers[header]).toBe(body ? '11051210869376104954' : '0');
  }
});

test('returns the CRC of each part, and of the object at completion', async () => {
  const url = await uploaded(...parts);
  const first = await store.send('POST', url, list);
  expect(first.headers).toMatchObject({ [header]: await crcOf(whole), 'Content-Type': 'application/xml' });
  // Again, as after an answer that was lost.
  expect((await store.send('POST', url, list)).headers).toMatchObject({ [header]: await crcOf(whole) });
  expect((await stored()).headers[header]).toBe(await crcOf(whole));
  const object = await store.objects.find(grant.sessionKey, path);
  expect(await readFile(object?.file ?? '')).toEqual(whole);
  expect(object?.crc64).toBe(await crcOf(whole));
});

test('returns the CRC of an upload with one part', async () => {
  const url = await uploaded(whole);
  expect((await store.send('POST', url, partList([1, md5(whole)]))).headers[header]).toBe(await crcOf(whole));
});

describe('a CRC from the client', () => {
  test('is accepted when it is correct', async () => {
    expect(await store.send('PUT', media, whole, { [header]: await crcOf(whole) })).toMatchObject({ status: 200 });
    const url = await uploaded(...parts);
    expect(await store.send('POST', url, list, { [header]: await crcOf(whole) })).toMatchObject({ status: 200 });
  });

  test('is refused when it is wrong, and stores nothing', async () => {
    const message = `BadDigest: ${header} is 5, but the received body has ${await crcOf(whole)}`;
    expect(await store.refusal('PUT', media, whole, { [header]: '5' })).toBe(message);
    expect(await store.files()).toEqual([]);
    const url = await uploaded(...parts);
    expect(await store.refusal('POST', url, list, { [header]: '5' })).toBe(message);
    expect(await store.refusal('PUT', `${url}&partNumber=4`, whole, { [header]: '5' })).toBe(message);
    expect(await store.files()).toHaveLength(3);
    expect((await store.send('POST', url, list)).status).toBe(200);
  });

  test.each(['5.0', '-5', 'ff', '18446744073709551616'])(
    'is refused when it is not a decimal number below 2^64: %s',
    async (text) => {
      expect(await store.refusal('PUT', media, 'x', { [header]: text })).toBe(
        `InvalidDigest: ${header} must be a decimal number below 2^64, got "${text}"`,
      );
    },
  );
});

describe('damage on the disk', () => {
  test.each<[string, (bytes: Buffer) => Buffer | undefined, RegExp]>([
    ['one bit', (bytes) => Buffer.from(bytes.map((byte, at) => (at === 99 ? byte ^ 1 : byte))), /its CRC is/],
    ['their end is lost', (bytes) => bytes.subarray(1), /199999 bytes instead of 200000/],
    ['their file is lost', () => undefined, /it is missing/],
  ])('are noticed on completion, and the client can send the part again: %s', async (_, change, why) => {
    const url = await uploaded(...parts);
    const { db } = store.database;
    const part = db.selectFrom('cos_part').select('file').where('number', '=', 2);
    const { file } = await part.executeTakeFirstOrThrow();
    const at = store.objects.folder.pathOf(grant.sessionKey, file);
    const changed = change(await readFile(at));
    if (changed) await writeFile(at, changed);
    else await rm(at);
    const refused = await store.send('POST', url, list);
    expect(refused).toMatchObject({ status: 500, code: 'InternalError' });
    expect((refused.fault as Error).message).toMatch(why);
    expect(await store.send('HEAD', media)).toMatchObject({ status: 404 });
    expect(await store.refusal('POST', url, list)).toBe('InvalidPart: Part 2 was not uploaded');
    await store.send('PUT', `${url}&partNumber=2`, parts[1]);
    expect((await store.send('POST', url, list)).headers[header]).toBe(await crcOf(whole));
    expect(await store.files()).toHaveLength(1);
  });
});

describe('data without CRCs, from an older version', () => {
  const forget = async (): Promise<void> => {
    const { db } = store.database;
    await db.updateTable('cos_part').set({ crc64: null }).execute();
    await db.updateTable('cos_object').set({ crc64: null }).execute();
  };

  test('an object has no CRC', async () => {
    await store.send('PUT', media, 'x');
    await forget();
    const head = await stored();
    expect(head.status).toBe(200);
    expect(head.headers).not.toHaveProperty(header);
  });

  test('an upload is completed and gets a CRC when its parts are copied', async () => {
    const url = await uploaded(...parts);
    await forget();
    expect((await store.send('POST', url, list)).headers[header]).toBe(await crcOf(whole));
    const one = await uploaded(whole);
    await forget();
    const { status, headers } = await store.send('POST', one, partList([1, md5(whole)]));
    expect(status).toBe(200);
    expect(headers).not.toHaveProperty(header);
  });

  test('a part gets a CRC when the client sends it again', async () => {
    const url = await uploaded(whole);
    await forget();
    await store.send('PUT', `${url}&partNumber=1`, whole);
    expect((await store.send('POST', url, partList([1, md5(whole)]))).headers[header]).toBe(await crcOf(whole));
    expect(await store.files()).toHaveLength(1);
  });
});

test('writes header names in the case that COS documents', async () => {
  const names = async (method: string, url: string, body?: string | Buffer) =>
    Object.keys((await store.send(method, url, body)).headers).sort();
  expect(await names('PUT', media, 'x')).toEqual(['Date', 'ETag', 'x-cos-hash-crc64ecma', 'x-cos-request-id']);
  expect(await names('HEAD', media)).toEqual([
    'Content-Length',
    'Date',
    'ETag',
    'x-cos-hash-crc64ecma',
    'x-cos-request-id',
  ]);
  expect(await names('GET', media)).toEqual(['Content-Type', 'Date', 'x-cos-request-id']);
  const unsigned = request({ method: 'GET', url: media });
  expect(refusalOf(await store.cos.answer({ ...unsigned, headers: {} }))).toMatch(/^AccessDenied: /);
});
