import { readFile } from 'node:fs/promises';
import { clientOf } from '@cliploop/testing/client';
import type { Started } from 'cliploop-server/in-process';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { credential, envOf, type Pair, Site } from '../keys/support.ts';
import { Browser } from './browser.ts';
import { RouteClient } from './client.ts';
import { metadataOf, sendFile, signTus, tusFetch } from './tus.ts';

/** Tests run beside others on few cores. */
const soon = { timeout: 20_000, interval: 50 };

let site: Site;
let server: Started;
let other: Started;
let client: RouteClient;
let clip: Buffer;
let otherApp: number;
beforeAll(async () => {
  [site, server, other] = await Site.openTwo();
  client = await RouteClient.open(server.origin);
  // A free box at the end of an MP4 is ignored, so that the file takes several parts.
  const padding = Buffer.alloc(3 * 2 ** 20);
  padding.writeUInt32BE(padding.length);
  padding.write('free', 4);
  clip = Buffer.concat([await readFile(site.clip), padding]);
  otherApp = await server.service.subApps.create('other', '');
  const task = { MediaProcessTask: { AnimatedGraphicTaskSet: [{ Definition: 20000 }] } };
  await api().request('CreateProcedureTemplate', { Name: 'flow', ...task });
}, 60_000);
afterAll(() => site?.close());

const api = (keys: Pair = credential) => clientOf(new URL(server.origin).host, keys);
const idOf = (url: string): string => url.split('/').at(-1) ?? '';
const named = (filename: string, more: Record<string, string> = {}) => ({ filename, filetype: 'video/mp4', ...more });
const statusOf = async (url: string, keys?: Pair) =>
  (await client.call({ path: `/x/v1/uploads/${idOf(url)}`, ...(keys && { keys }) })).body;
const ended = async (url: string) => {
  await expect.poll(async () => (await statusOf(url)).State, soon).toMatch(/done|failed/);
  return statusOf(url);
};
const bytesOf = async (fileId: unknown): Promise<Buffer> => {
  const { MediaInfoSet } = await api().request('DescribeMediaInfos', { FileIds: [fileId] });
  const [{ BasicInfo }] = MediaInfoSet as [{ BasicInfo: { MediaUrl: string } }];
  const { pathname } = new URL(BasicInfo.MediaUrl);
  return Buffer.from(await (await fetch(server.origin + pathname)).arrayBuffer());
};
const create = (size: number, metadata: Record<string, string>, keys?: Pair, origin = server.origin) => {
  const headers = { 'Upload-Length': String(size), 'Upload-Metadata': metadataOf(metadata) };
  return tusFetch(origin, 'POST', '/x/v1/uploads', headers, undefined, keys);
};
const created = async (size: number, metadata = named('raw.mp4')): Promise<string> => {
  const reply = await create(size, metadata);
  expect(reply.status).toBe(201);
  return `/x/v1/${reply.headers.get('location')}`;
};
const patch = (path: string, offset: number, bytes: Buffer, origin = server.origin, keys?: Pair) =>
  tusFetch(origin, 'PATCH', path, { 'Upload-Offset': String(offset) }, bytes, keys);
const head = (path: string, keys?: Pair) => tusFetch(server.origin, 'HEAD', path, {}, undefined, keys);
const codeOf = async (reply: Response): Promise<[number, string]> => [
  reply.status,
  ((await reply.json()) as { Error: { Code: string } }).Error.Code,
];

describe('an upload with the official client of tus', () => {
  test('becomes a media with its name, class, task flow and bytes', async () => {
    const { ClassId } = await api().request('CreateClass', { ParentId: -1, ClassName: 'tus' });
    const { url, error } = await sendFile(server.origin, clip, {
      metadata: named('holiday.mp4', { Procedure: 'flow', ClassId: String(ClassId) }),
    });
    expect(error).toBeUndefined();
    const status = await ended(url);
    expect(status).toMatchObject({
      State: 'done',
      Offset: clip.length,
      Size: clip.length,
      Failure: null,
      ExpireTime: null,
    });
    const { MediaInfoSet } = await api().request('DescribeMediaInfos', { FileIds: [status.FileId] });
    expect(MediaInfoSet).toMatchObject([{ BasicInfo: { Name: 'holiday', Type: 'mp4', ClassId } }]);
    const task = await api().request('DescribeTaskDetail', { TaskId: status.ProcedureTaskId });
    expect(task).toMatchObject({ TaskType: 'Procedure', ProcedureTask: { FileId: status.FileId } });
    expect((await bytesOf(status.FileId)).equals(clip)).toBe(true);
  });

  test('continues in another process after a pause', async () => {
    const { url } = await sendFile(server.origin, clip, {
      metadata: named('paused.mp4'),
      pauseAfter: 2 ** 20,
      chunkSize: 2 ** 19,
    });
    const before = await statusOf(url);
    expect(before.State).toBe('uploading');
    expect(before.Offset).toBeGreaterThan(0);
    expect(before.Offset).toBeLessThan(clip.length);
    const there = url.replace(server.origin, other.origin);
    const { error } = await sendFile(other.origin, clip, { uploadUrl: there });
    expect(error).toBeUndefined();
    expect((await bytesOf((await ended(url)).FileId)).equals(clip)).toBe(true);
  });

  test('is sent by two clients at once, and becomes one media', async () => {
    const { url } = await sendFile(server.origin, clip, {
      metadata: named('twice.mp4'),
      pauseAfter: 2 ** 18,
      chunkSize: 2 ** 18,
    });
    const both = await Promise.all(
      [server, other].map(({ origin }) =>
        sendFile(origin, clip, { uploadUrl: url.replace(server.origin, origin), chunkSize: 2 ** 19 }),
      ),
    );
    expect(both.some(({ error }) => error === undefined)).toBe(true);
    const { FileId } = await ended(url);
    expect((await bytesOf(FileId)).equals(clip)).toBe(true);
    const { TotalCount } = await api().request('SearchMedia', { Names: ['twice'] });
    expect(TotalCount).toBe(1);
  });

  test('gets the same media when the answer to its last byte was lost', async () => {
    const path = await created(clip.length);
    await patch(path, 0, clip);
    const first = await ended(path);
    const { error } = await sendFile(server.origin, clip, { uploadUrl: server.origin + path });
    expect(error).toBeUndefined();
    expect(await ended(path)).toMatchObject({ State: 'done', FileId: first.FileId });
  });

  test('is deleted when the client aborts it', async () => {
    const { url } = await sendFile(server.origin, clip, {
      metadata: named('gone.mp4'),
      pauseAfter: 2 ** 19,
      chunkSize: 2 ** 19,
    });
    const { pathname } = new URL(url);
    expect((await tusFetch(server.origin, 'DELETE', pathname)).status).toBe(204);
    expect((await head(pathname)).status).toBe(404);
    expect(await codeOf(await patch(pathname, 0, clip))).toEqual([404, 'ResourceNotFound']);
  });
});

describe('a file that cannot become a media', () => {
  test('fails with the code of CommitUpload', async () => {
    const { url, error } = await sendFile(server.origin, Buffer.from('not a video'.repeat(1_000)), {
      metadata: named('notes.mp4'),
    });
    expect(error).toBeUndefined();
    const { State, FileId, Failure } = await ended(url);
    expect([State, FileId]).toEqual(['failed', null]);
    expect(Failure).toMatchObject({
      Code: 'FailedOperation.MediaType',
      Message: expect.stringMatching(/not a readable media/),
    });
    expect((await head(new URL(url).pathname)).status).toBe(200);
  });

  test('fails when its task flow was deleted meanwhile', async () => {
    const task = { MediaProcessTask: { AnimatedGraphicTaskSet: [{ Definition: 20000 }] } };
    await api().request('CreateProcedureTemplate', { Name: 'short', ...task });
    const path = await created(clip.length, named('flow.mp4', { Procedure: 'short' }));
    await api().request('DeleteProcedureTemplate', { Name: 'short' });
    await patch(path, 0, clip);
    expect(await ended(path)).toMatchObject({ State: 'failed', Failure: { Code: 'InvalidParameterValue.Procedure' } });
  });
});

describe('the beginning of an upload', () => {
  test.each<[what: string, metadata: Record<string, string>, code: string]>([
    ['an unknown task flow', named('a.mp4', { Procedure: 'none' }), 'InvalidParameterValue.Procedure'],
    ['an unknown class', named('a.mp4', { ClassId: '999' }), 'InvalidParameterValue.ClassId'],
    ['a class that is no number', named('a.mp4', { ClassId: 'x' }), 'InvalidParameter'],
    ['an unknown application', named('a.mp4', { SubAppId: '77' }), 'InvalidParameterValue.SubAppId'],
    ['a parameter that does not exist', named('a.mp4', { Classid: '0' }), 'UnknownParameter'],
    ['a playlist', named('a.m3u8'), 'InvalidParameterValue.MediaType'],
    ['a name that is too long', named('a.mp4', { MediaName: 'x'.repeat(256) }), 'InvalidParameterValue'],
    ['a time in the past', named('a.mp4', { ExpireTime: '2020-01-01T00:00:00Z' }), 'InvalidParameterValue.ExpireTime'],
  ])('is refused for %s', async (_, metadata, code) => {
    expect(await codeOf(await create(1_000, metadata))).toEqual([400, code]);
  });

  test('is refused for an empty file, and for one that is too large', async () => {
    expect(await codeOf(await create(0, named('a.mp4')))).toEqual([400, 'InvalidParameterValue']);
    expect(await codeOf(await create(2 ** 50, named('a.mp4')))).toEqual([413, 'RequestSizeLimitExceeded']);
  });

  test('is refused without a signature, with a wrong one, and without the right upload', async () => {
    const headers = { 'Tus-Resumable': '1.0.0', 'Upload-Length': '1000' };
    const bare = await fetch(`${server.origin}/x/v1/uploads`, { method: 'POST', headers });
    expect(await codeOf(bare)).toEqual([401, 'AuthFailure.InvalidAuthorization']);
    const forged = { ...credential, secretKey: 'wrong' };
    expect(await codeOf(await create(1_000, named('a.mp4'), forged))).toEqual([401, 'AuthFailure.SignatureFailure']);
    const reader = await site.key('--rights', 'read');
    expect(await codeOf(await create(1_000, named('a.mp4'), reader))).toEqual([403, 'UnauthorizedOperation']);
  });

  test('accepts the first bytes in the same request', async () => {
    const headers = { 'Upload-Length': String(clip.length), 'Upload-Metadata': metadataOf(named('first.mp4')) };
    const reply = await tusFetch(server.origin, 'POST', '/x/v1/uploads', headers, clip.subarray(0, 1_000));
    expect([reply.status, reply.headers.get('upload-offset')]).toEqual([201, '1000']);
    const path = `/x/v1/${reply.headers.get('location')}`;
    expect((await patch(path, 1_000, clip.subarray(1_000))).headers.get('upload-offset')).toBe(String(clip.length));
    expect((await bytesOf((await ended(path)).FileId)).equals(clip)).toBe(true);
  });

  test('is in the audit log with the name of the media', async () => {
    await created(1_000, named('audited.mp4'));
    const audited = async () => (await site.run('audit', '--json', '--action', 'CreateUpload')).text;
    await expect.poll(audited, soon).toContain('"object":"MediaName=audited"');
  });

  test('describes the protocol for OPTIONS, and permits nothing to other origins', async () => {
    const reply = await fetch(`${server.origin}/x/v1/uploads`, {
      method: 'OPTIONS',
      headers: { origin: 'http://evil.example' },
    });
    expect(reply.status).toBe(204);
    expect(reply.headers.get('tus-extension')).toBe('creation,creation-with-upload,expiration,termination');
    expect(Number(reply.headers.get('tus-max-size'))).toBeGreaterThan(0);
    expect(reply.headers.get('access-control-allow-origin')).toBeNull();
  });
});

describe('bytes', () => {
  test('are refused at a wrong offset, beyond the size, and without a signed offset', async () => {
    const path = await created(10);
    await patch(path, 0, Buffer.alloc(4));
    expect(await codeOf(await patch(path, 0, Buffer.alloc(4)))).toEqual([409, 'ResourceInUse']);
    expect(await codeOf(await patch(path, 6, Buffer.alloc(4)))).toEqual([409, 'ResourceInUse']);
    expect(await codeOf(await patch(path, 4, Buffer.alloc(7)))).toEqual([413, 'RequestSizeLimitExceeded']);
    const signed = { 'Tus-Resumable': '1.0.0', 'Content-Type': 'application/offset+octet-stream' };
    const headers = { ...signTus('PATCH', path, signed), 'upload-offset': '4' };
    const reply = await fetch(server.origin + path, { method: 'PATCH', headers, body: Buffer.alloc(6) });
    expect(await codeOf(reply)).toEqual([401, 'AuthFailure.InvalidAuthorization']);
    expect((await head(path)).headers.get('upload-offset')).toBe('4');
  });

  test('of an upload of another application are refused as if it did not exist', async () => {
    const path = await created(10);
    const stranger = await site.key('--applications', String(otherApp));
    expect(await codeOf(await patch(path, 0, Buffer.alloc(10), server.origin, stranger))).toEqual([
      404,
      'ResourceNotFound',
    ]);
    expect((await head(path, stranger)).status).toBe(404);
    expect((await tusFetch(server.origin, 'DELETE', path, {}, undefined, stranger)).status).toBe(404);
    expect((await client.call({ path, keys: stranger })).status).toBe(404);
    expect((await head(path)).headers.get('upload-offset')).toBe('0');
  });

  test('stop arriving within seconds when the key pair is disabled', async () => {
    const keys = await site.key();
    const reply = await create(2 ** 20, named('slow.mp4'), keys);
    const path = `/x/v1/${reply.headers.get('location')}`;
    const headers = signTus('PATCH', path, { 'Tus-Resumable': '1.0.0', 'Upload-Offset': '0' }, keys);
    let sending = true;
    async function* slowly() {
      while (sending) {
        yield Buffer.alloc(1_000);
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    }
    const sent = fetch(server.origin + path, {
      method: 'PATCH',
      headers,
      body: slowly() as never,
      duplex: 'half',
    } as RequestInit)
      .then(
        (answer) => answer.status,
        () => 'broken',
      )
      .finally(() => {
        sending = false;
      });
    await expect.poll(async () => (await statusOf(path)).Offset, soon).toBeGreaterThan(0);
    await site.run('key', 'disable', keys.secretId);
    expect(await sent).not.toBe(204);
  });

  test('are kept when the connection breaks', async () => {
    const path = await created(clip.length);
    const headers = signTus('PATCH', path, { 'Tus-Resumable': '1.0.0', 'Upload-Offset': '0' });
    const abort = new AbortController();
    async function* part() {
      yield clip.subarray(0, 300_000);
      await new Promise((_, reject) => abort.signal.addEventListener('abort', reject));
    }
    const init = { method: 'PATCH', headers, body: part() as never, duplex: 'half', signal: abort.signal };
    const sent = fetch(server.origin + path, init as RequestInit).catch(() => undefined);
    setTimeout(() => abort.abort(), 1_000);
    await sent;
    await expect.poll(async () => (await statusOf(path)).Offset, soon).toBe(300_000);
    expect((await patch(path, 300_000, clip.subarray(300_000))).status).toBe(204);
    expect((await bytesOf((await ended(path)).FileId)).equals(clip)).toBe(true);
  });
});

describe('a page with a session', () => {
  const signedIn = async (): Promise<Browser> => {
    const browser = new Browser(client);
    await browser.signIn(await site.key('--rights', 'read,upload'));
    return browser;
  };
  const headersOf = ({ cookie }: Browser) => ({ cookie, 'X-Cliploop-Csrf': '1', 'Sec-Fetch-Site': 'same-origin' });

  test('uploads a file, and reads what became of it', async () => {
    const browser = await signedIn();
    const { url, error } = await sendFile(server.origin, clip, {
      metadata: named('page.mp4'),
      session: headersOf(browser),
    });
    expect(error).toBeUndefined();
    const status = async () => (await browser.send('GET', new URL(url).pathname)).body;
    await expect.poll(async () => (await status()).State, soon).toBe('done');
    expect((await bytesOf((await status()).FileId)).equals(clip)).toBe(true);
  });

  test('is refused without the CSRF header, and from another origin', async () => {
    const { cookie } = await signedIn();
    const own = { 'Tus-Resumable': '1.0.0', 'Upload-Length': '1000', cookie };
    const send = (more: Record<string, string>) =>
      fetch(`${server.origin}/x/v1/uploads`, { method: 'POST', headers: { ...own, ...more } });
    expect(await codeOf(await send({}))).toEqual([401, 'AuthFailure.InvalidAuthorization']);
    const foreign = { 'X-Cliploop-Csrf': '1', 'Sec-Fetch-Site': 'cross-site' };
    expect(await codeOf(await send(foreign))).toEqual([401, 'AuthFailure.InvalidAuthorization']);
  });

  test('sends no more bytes after it has signed out', async () => {
    const browser = await signedIn();
    const { url } = await sendFile(server.origin, clip, {
      ...{ metadata: named('out.mp4'), session: headersOf(browser), pauseAfter: 2 ** 18, chunkSize: 2 ** 18 },
    });
    const session = headersOf(browser);
    await browser.send('DELETE', '/x/v1/session');
    const { error } = await sendFile(server.origin, clip, { uploadUrl: url, session });
    expect(error?.message).toContain('AuthFailure.TokenFailure');
  });
});

describe('the limits', () => {
  let limited: Started;
  let keys: Pair;
  // Equal requests of one second have the same signature.
  let begun = 0;
  const MIB = 2 ** 20;
  const begin = (size: number) =>
    create(size, named(`limit ${++begun}.mp4`, { SubAppId: String(otherApp) }), keys, limited.origin);
  const pathOf = (reply: Response): string => `/x/v1/${reply.headers.get('location')}`;
  beforeAll(async () => {
    keys = await site.key();
    const limits = { CLIPLOOP_APP_UPLOADS: '60', CLIPLOOP_APP_BYTES: '12M', CLIPLOOP_MAX_SOURCE: '2M' };
    limited = await site.start({ ...envOf(credential), ...limits });
  }, 60_000);

  test('refuse more open uploads than a key pair may have, and count those that were deleted no more', async () => {
    const replies = await Promise.all(Array.from({ length: 40 }, () => begin(1_000)));
    const open = replies.filter(({ status }) => status === 201);
    expect(open.length).toBe(30);
    const refused = replies.find(({ status }) => status !== 201);
    expect(await codeOf(refused as Response)).toEqual([409, 'LimitExceeded']);
    await Promise.all(open.map((reply) => tusFetch(limited.origin, 'DELETE', pathOf(reply), {}, undefined, keys)));
    expect((await begin(1_000)).status).toBe(201);
  });

  test('refuse more bytes than a key pair may have in uploads that are no media yet', async () => {
    const bytes = Buffer.alloc(2 * MIB - 1);
    const statuses: number[] = [];
    for (let count = 0; count < 4; count++) {
      const path = pathOf(await begin(2 * MIB));
      statuses.push((await patch(path, 0, bytes, limited.origin, keys)).status);
    }
    expect(statuses).toEqual([204, 204, 204, 409]);
    expect(await codeOf(await begin(2 * MIB + 1))).toEqual([413, 'RequestSizeLimitExceeded']);
  });
});
