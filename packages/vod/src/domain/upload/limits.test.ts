import { createHash, createHmac } from 'node:crypto';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Service } from '../../api/service.js';
import { answerUgc } from '../../api/ugc/answer.js';
import type { Vod } from '../../open.js';
import { signUpload } from '../../wire/signature/upload.js';
import { defaultUploadLimits, type UploadLimits } from './limits.js';
import { ending, pair, UploadService } from './testing/upload-service.js';
import { UploadSpace } from './upload-space.js';

const MIB = 2 ** 20;
const limits: UploadLimits = { signatureUploads: 3, signatureBytes: 8 * MIB, appUploads: 10, appBytes: 24 * MIB };
const other = { secretId: 'AKIDother', secretKey: 'other-secret' };
let uploads: UploadService;
/** Two processes of one service. */
let running: Vod[];
beforeAll(async () => {
  uploads = await UploadService.start();
  await uploads.service.keyPairs.put(other, 'test');
  const small = { uploadLimits: limits, maxSource: 4 * MIB };
  running = [await uploads.open({}, undefined, small), await uploads.open({}, undefined, small)];
}, 60_000);
afterAll(() => uploads?.close());
beforeEach(async () => {
  await uploads.clear();
  for (const table of ['cos_upload', 'cos_object', 'cos_reservation'] as const) {
    await uploads.database.db.deleteFrom(table).execute();
  }
});

let random = 0;
function sign({ secretId, secretKey } = pair, more: object = {}): string {
  const now = Math.floor(Date.now() / 1000);
  return signUpload({ secretId, currentTimeStamp: now, expireTime: now + 3600, random: ++random, ...more }, secretKey);
}

interface Data {
  readonly vodSessionKey: string;
  readonly video: { readonly storagePath: string };
  readonly tempCertificate: { readonly secretId: string; readonly secretKey: string; readonly token: string };
}

const first = (): Vod => running[0] as Vod;
const oneOf = (index: number): Vod => running[index % running.length] as Vod;

async function begin(
  signature: string,
  { service }: { service: Service } = first(),
  more: object = { videoType: 'mp4' },
) {
  const body = Buffer.from(JSON.stringify({ signature, ...more }));
  const { body: answer, fault } = await answerUgc(service, 'ApplyUploadUGC', body);
  if (fault) throw fault;
  return answer as { code: number; message: string; data: Data };
}

const age = (hours: number) =>
  uploads.database.db
    .updateTable('upload')
    .set({ expire_time: new Date(Date.now() - hours * 3_600_000) })
    .execute();

describe('open uploads', () => {
  const problem = (what: string, most: number) =>
    `${what} has ${most} open uploads, which is the limit; commit some of them, or wait until their credentials expire`;

  test('are limited for one signature, also when many requests come at once to several processes', async () => {
    const signature = sign();
    const answers = await Promise.all(Array.from({ length: 12 }, (_, index) => begin(signature, oneOf(index))));
    const refused = answers.filter(({ code }) => code !== 0);
    expect(answers.length - refused.length).toBe(3);
    for (const { code, message } of refused) expect([code, message]).toEqual([1008, problem('This signature', 3)]);
    expect((await begin(sign())).code).toBe(0);
  });

  test('are limited for one key pair and one application, for signatures and for ApplyUpload', async () => {
    for (let count = 0; count < 5; count++) expect((await begin(sign())).code).toBe(0);
    expect((await begin(sign())).message).toBe(problem('This key pair', 5));
    expect(await ending(uploads.call('ApplyUpload', { MediaType: 'mp4' }, first().service))).toBe(
      `LimitExceeded: ${problem('This key pair', 5)}`,
    );
    for (let count = 0; count < 5; count++) expect((await begin(sign(other))).code).toBe(0);
    const third = { secretId: 'AKIDthird', secretKey: 'third-secret' };
    await uploads.service.keyPairs.put(third, 'test');
    expect((await begin(sign(third))).message).toMatch(/^Application 1500000001 has 10 open uploads/);
    const vodSubAppId = await uploads.service.subApps.create(`another ${random}`, '');
    expect((await begin(sign(third, { vodSubAppId }))).code).toBe(0);
    // The limit of a key pair holds for all applications together.
    expect((await begin(sign(pair, { vodSubAppId }))).message).toBe(problem('This key pair', 5));
  });

  test('count until their credentials expire or they are committed, and again when they are resumed', async () => {
    const signature = sign();
    const opened: Data[] = [];
    for (let count = 0; count < 3; count++) opened.push((await begin(signature)).data);
    const [one] = opened as [Data];
    await uploads.objects.put(one.vodSessionKey, one.video.storagePath.slice(1), uploads.clip);
    const commit = { signature, vodSessionKey: one.vodSessionKey };
    await answerUgc(first().service, 'CommitUploadUGC', Buffer.from(JSON.stringify(commit)));
    expect((await begin(signature)).code).toBe(0);
    expect((await begin(signature)).code).toBe(1008);
    await age(1);
    for (let count = 0; count < 3; count++) expect((await begin(signature)).code).toBe(0);
    for (const { vodSessionKey } of opened.slice(1)) {
      expect((await begin(signature, first(), { vodSessionKey })).code).toBe(1008);
    }
    await age(1);
    for (const { vodSessionKey } of opened.slice(1)) {
      expect((await begin(signature, first(), { vodSessionKey })).code).toBe(0);
    }
  });
});

/** Sends a request of an object store client. */
async function send(
  data: Data,
  method: string,
  query: string,
  body: Buffer | Readable = Buffer.alloc(0),
  on = first(),
) {
  const { secretId, secretKey, token } = data.tempCertificate;
  const now = Math.floor(Date.now() / 1000);
  const time = `${now - 1};${now + 900}`;
  const mac = (key: string, text: string): string => createHmac('sha1', key).update(text).digest('hex');
  const http = `${method.toLowerCase()}\n${data.video.storagePath}\n\n\n`;
  const signature = mac(mac(secretKey, time), `sha1\n${time}\n${createHash('sha1').update(http).digest('hex')}\n`);
  const { status, body: text } = await on.cos.answer({
    method,
    url: `${data.video.storagePath}${query}`,
    headers: {
      host: 'cliploop-1500000001.cos.ap-guangzhou.myqcloud.com',
      authorization: `q-sign-algorithm=sha1&q-ak=${secretId}&q-sign-time=${time}&q-key-time=${time}&q-header-list=&q-url-param-list=&q-signature=${signature}`,
      'x-cos-security-token': token,
      ...(Buffer.isBuffer(body) && { 'content-length': String(body.length) }),
    },
    body: Buffer.isBuffer(body) ? Readable.from([body]) : body,
  });
  return { status, text, error: /<Code>(.*)<\/Code><Message>(.*)<\/Message>/.exec(text)?.slice(1).join(': ') ?? '' };
}

const multipart = async (data: Data): Promise<string> =>
  /<UploadId>(.*)<\/UploadId>/.exec((await send(data, 'POST', '?uploads')).text)?.[1] ?? '';
const part = (data: Data, id: string, number: number, size = 2 * MIB, on = first()) =>
  send(data, 'PUT', `?partNumber=${number}&uploadId=${id}`, Buffer.alloc(size, number), on);
const stored = async (): Promise<number> => {
  const rows = await uploads.database.db.selectFrom('cos_part').select('size').execute();
  return rows.reduce((sum, { size }) => sum + size, 0);
};
const over = (what: string, used: number, wanted: number, most: number) =>
  `EntityTooLarge: ${what} of this upload has ${used} bytes in uploads that are not committed, and ${wanted} more exceed the limit of ${most} bytes; commit or abort other uploads, or wait until they are deleted`;

describe('bytes that are not committed', () => {
  test('are limited for one signature over all its uploads and multipart uploads', async () => {
    const signature = sign();
    const opened = [await begin(signature), await begin(signature), await begin(signature)].map(({ data }) => data);
    let accepted = 0;
    const errors = new Set<string>();
    for (const data of opened) {
      // The third one aborts the first one.
      for (const id of [await multipart(data), await multipart(data)]) {
        for (const number of [1, 2]) {
          const { status, error } = await part(data, id, number);
          if (status === 200) accepted++;
          else errors.add(error);
        }
      }
    }
    expect(accepted).toBe(4);
    expect([...errors]).toEqual([over('The signature', 8 * MIB, 2 * MIB, 8 * MIB)]);
    expect(await stored()).toBe(8 * MIB);
    expect(await uploads.database.db.selectFrom('cos_reservation').select('id').execute()).toEqual([]);
  });

  test('are never exceeded by bodies that arrive at the same time at several processes', async () => {
    const signature = sign();
    const opened = [await begin(signature), await begin(signature), await begin(signature)].map(({ data }) => data);
    const ids = await Promise.all(opened.map(multipart));
    const requests = Array.from({ length: 24 }, (_, index) =>
      part(opened[index % 3] as Data, ids[index % 3] ?? '', index + 1, MIB, oneOf(index >> 1)),
    );
    const ends = await Promise.all(requests);
    // Reservations may refuse a part that would have fit, but never accept one that does not.
    expect(await stored()).toBeLessThanOrEqual(8 * MIB);
    expect(await stored()).toBe(ends.filter(({ status }) => status === 200).length * MIB);
    expect(await uploads.files(uploads.objects.root)).toHaveLength(ends.filter(({ status }) => status === 200).length);
    expect(ends.some(({ error }) => error.startsWith('EntityTooLarge'))).toBe(true);
    // What was refused at that time fits if there is still room.
    for (let index = 0; (await stored()) < 8 * MIB; index++) {
      await part(opened[index % 3] as Data, ids[index % 3] ?? '', 100 + index, MIB);
    }
    expect((await part(opened[0] as Data, ids[0] ?? '', 200, MIB)).status).toBe(400);
  });

  test('are reserved before a body arrives, and freed when it does not', async () => {
    const signature = sign();
    const { data } = await begin(signature);
    const { data: another } = await begin(signature);
    const { data: third } = await begin(signature);
    // Without a length, a body counts as the largest source.
    const slow = [new Readable({ read() {} }), new Readable({ read() {} })] as const;
    const arriving = [send(data, 'PUT', '', slow[0]), send(another, 'PUT', '', slow[1])];
    await expect.poll(() => reserved()).toBe(8 * MIB);
    expect((await send(third, 'PUT', '', Buffer.from('x'))).error).toBe(over('The signature', 8 * MIB, MIB, 8 * MIB));
    for (const body of slow) body.destroy(new Error('the connection broke'));
    for (const end of await Promise.all(arriving)) expect(end.status).toBe(400);
    expect(await reserved()).toBe(0);
    expect((await send(third, 'PUT', '', Buffer.from('x'))).status).toBe(200);
  });

  test('are reserved by a process whose clock is behind', async () => {
    const { data } = await begin(sign());
    const space = new UploadSpace(uploads.database.db, { ...defaultUploadLimits, signatureBytes: 8 * MIB }, 4 * MIB);
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() - 3_600_000 });
    const first = await space.reserve(data.vodSessionKey, 5 * MIB).finally(() => vi.useRealTimers());
    await expect(space.reserve(data.vodSessionKey, 5 * MIB)).rejects.toMatchObject({ code: 'EntityTooLarge' });
    await first.release();
  });

  test('are freed soon when a killed process reserved them', async () => {
    const { data } = await begin(sign());
    await uploads.database.db
      .insertInto('cos_reservation')
      .values({ session_key: data.vodSessionKey, size: 100 * MIB, expire_time: new Date(Date.now() - 1000) })
      .execute();
    expect((await send(data, 'PUT', '', Buffer.from('x'))).status).toBe(200);
  });

  test('are freed by an abort, by a commit, by a smaller object and by the end of the upload', async () => {
    const signature = sign();
    const { data } = await begin(signature);
    const sizeOf = async (): Promise<number> => {
      const rows = await uploads.database.db.selectFrom('upload').select('size').execute();
      return rows.reduce((sum, { size }) => sum + size, 0);
    };
    const id = await multipart(data);
    await part(data, id, 1);
    await part(data, id, 1, 3 * MIB);
    expect(await sizeOf()).toBe(3 * MIB);
    await send(data, 'DELETE', `?uploadId=${id}`);
    expect(await sizeOf()).toBe(0);
    await send(data, 'PUT', '', Buffer.alloc(3 * MIB));
    await send(data, 'PUT', '', Buffer.alloc(2 * MIB));
    expect(await sizeOf()).toBe(2 * MIB);
    const again = await multipart(data);
    const { text } = await part(data, again, 1, 3 * MIB);
    expect(text).toBe('');
    expect(await sizeOf()).toBe(5 * MIB);
    const md5 = createHash('md5')
      .update(Buffer.alloc(3 * MIB, 1))
      .digest('hex');
    const list = `<CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>${md5}</ETag></Part></CompleteMultipartUpload>`;
    expect((await send(data, 'POST', `?uploadId=${again}`, Buffer.from(list))).status).toBe(200);
    expect(await sizeOf()).toBe(3 * MIB);
    await age(25);
    await first().service.uploads.sweep();
    expect(await sizeOf()).toBe(0);
  });

  test('count at least 1 MiB for each file, so that tiny parts cannot exhaust the file system', async () => {
    const { data } = await begin(sign());
    const ids = [await multipart(data), await multipart(data)];
    for (let number = 1; number <= 8; number++) {
      expect((await part(data, ids[number % 2] ?? '', number, 1)).status).toBe(200);
    }
    expect((await part(data, ids[0] ?? '', 9, 1)).error).toBe(over('The signature', 8 * MIB, MIB, 8 * MIB));
  });

  test('are limited for a key pair and for an application', async () => {
    const fill = async (keyPair: typeof pair, count: number): Promise<string> => {
      let error = '';
      for (let index = 0; index < count && error === ''; index++) {
        const { data } = await begin(sign(keyPair));
        ({ error } = await send(data, 'PUT', '', Buffer.alloc(4 * MIB)));
      }
      return error;
    };
    expect(await fill(pair, 3)).toBe('');
    expect(await fill(pair, 1)).toBe(over('The key pair', 12 * MIB, 4 * MIB, 12 * MIB));
    expect(await fill(other, 3)).toBe('');
    const third = { secretId: 'AKIDthird', secretKey: 'third-secret' };
    await uploads.service.keyPairs.put(third, 'test');
    await age(1);
    expect(await fill(third, 1)).toBe(over('Application 1500000001', 24 * MIB, 4 * MIB, 24 * MIB));
  });
});

const reserved = async (): Promise<number> => {
  const rows = await uploads.database.db.selectFrom('cos_reservation').select('size').execute();
  return rows.reduce((sum, { size }) => sum + size, 0);
};
