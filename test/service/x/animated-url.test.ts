import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type AnimateOptions, animate } from '@cliploop/core';
import type { Client } from '@cliploop/testing/client';
import { drawClip, makeClip } from '@cliploop/testing/clip';
import { appId, credential } from '@cliploop/testing/credential';
import { query } from '@cliploop/testing/postgres-server';
import { ServerProcess } from '@cliploop/testing/service-process';
import { signUrl, type UrlToSign } from '@cliploop/vod';
import { canonicalQuery, urlSignature } from '@cliploop/vod/internals';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type TestDatabase, testDatabase } from '../../support/database.ts';

let folder: string;
let data: string;
let database: TestDatabase;
let server: ServerProcess;
let client: Client;
/** 320x240, 2 s. */
let media: string;
/** 14 s of 1280x720, which takes many seconds to convert. */
let large: string;
const signed = new Set<string>();

function processWith(env: NodeJS.ProcessEnv = {}): ServerProcess {
  const settings = { DATABASE_URL: database.url, CLIPLOOP_APP_ID: String(appId), CLIPLOOP_LOG_LEVEL: 'info' };
  return new ServerProcess(data, { ...settings, CLIPLOOP_CONSOLE: 'off', ...env });
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cliploop-url-'));
  data = join(folder, 'data');
  database = await testDatabase();
  server = processWith();
  await makeClip(join(folder, 'clip.mp4'));
  await drawClip(join(folder, 'large.mp4'), 'testsrc2=size=1280x720:rate=25:duration=14', ...['-preset', 'ultrafast']);
  client = await server.up();
  media = await server.addMedia(join(folder, 'clip.mp4'));
  large = await server.addMedia(join(folder, 'large.mp4'));
}, 120_000);
afterAll(async () => {
  await server?.end('SIGTERM');
  await database?.drop();
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
}, 60_000);

const inAnHour = (): number => Math.floor(Date.now() / 1000) + 3_600;

/** A signed URL without its origin. */
function urlOf(options: UrlToSign['options'], more: Partial<UrlToSign> = {}): string {
  const url = signUrl({ fileId: media, format: 'gif', expires: inAnHour(), ...credential, options, ...more });
  signed.add(url.slice(-64));
  return url;
}

const get = (url: string, init: RequestInit = {}, from = server): Promise<Response> =>
  fetch(`${from.origin}${url}`, init);
const bytesOf = async (reply: Response): Promise<Buffer> => Buffer.from(await reply.arrayBuffer());

/** Reads each answer as it arrives, because the service closes connections that are idle after their answer. */
async function getAll(count: number, request: (n: number) => Promise<Response>) {
  const one = async (n: number) => {
    const reply = await request(n);
    return { status: reply.status, body: await bytesOf(reply) };
  };
  const all = await Promise.all(Array.from({ length: count }, (_, n) => one(n)));
  return { statuses: [...new Set(all.map(({ status }) => status))], bodies: all.map(({ body }) => body) };
}

/** The status, and the code of the error. */
async function refusalOf(reply: Response): Promise<[number, string, string]> {
  const { Error: error } = (await reply.json()) as { Error: { Code: string; Message: string } };
  expect(reply.headers.get('cache-control')).toBe('no-store');
  return [reply.status, error.Code, error.Message];
}

async function expected(options: Omit<AnimateOptions, 'input'>, clip = 'clip.mp4'): Promise<Buffer> {
  const { data: bytes } = await animate({ input: join(folder, clip), ...options });
  return Buffer.from(bytes ?? []);
}

/** Counts of `cliploop_url_animations_total`. */
async function counts(of = server): Promise<Record<string, number>> {
  const text = await (await fetch(`${of.admin}/metrics`)).text();
  const found = text.matchAll(/^cliploop_url_animations_total\{outcome="(\w+)"\} (\d+)$/gm);
  return Object.fromEntries([...found].map(([, outcome, count]) => [outcome, Number(count)]));
}

/** Stored animations of URLs. */
async function stored(fileId = media): Promise<string[]> {
  const names = await readdir(join(data, 'media', String(appId), fileId), { recursive: true }).catch(() => []);
  return names.filter((name) => /derived\.\w+$/.test(name));
}

const rows = async (fileId: string): Promise<number> =>
  (await query(database.url, `select from derived_object where file_id = '${fileId}' and kind = 'animation'`)).length;
const leases = async (): Promise<number> => (await query(database.url, 'select from derived_lease')).length;

async function newMedia(clip = 'clip.mp4'): Promise<string> {
  return server.addMedia(join(folder, clip));
}

describe('a signed URL', () => {
  test.each(['gif', 'webp'] as const)('answers with the bytes that animate() makes as %s', async (format) => {
    const options = { start: 0.5, end: 1.5, width: 160, fps: 12, crop: '0,0,50%,100%' };
    const reply = await get(urlOf(options, { format }));
    expect([reply.status, reply.headers.get('content-type')]).toEqual([200, `image/${format}`]);
    expect((await bytesOf(reply)).equals(await expected({ ...options, format }))).toBe(true);
  });

  test('makes one animation for 1,000 requests at the same time', async () => {
    const before = await counts();
    // Equal options in several spellings.
    const urls = ['200', '200px', ' 200 '].map((width) => urlOf({ width, duration: '1s', playback: 'reverse' }));
    const { statuses, bodies } = await getAll(1_000, (n) => get(urls[n % urls.length] ?? ''));
    expect(statuses).toEqual([200]);
    const first = await expected({ width: 200, duration: 1, playback: 'reverse', format: 'gif' });
    expect(bodies.filter((body) => !body.equals(first))).toHaveLength(0);
    expect((await counts()).made).toBe((before.made ?? 0) + 1);
  }, 120_000);

  test('makes one animation in several processes with the same database', async () => {
    const other = processWith();
    await other.up();
    try {
      const [one, two] = [await counts(), await counts(other)];
      const url = urlOf({ width: 640, end: 3 }, { fileId: large });
      const { statuses, bodies } = await getAll(20, (n) => get(url, {}, n % 2 ? server : other));
      expect(statuses).toEqual([200]);
      expect(new Set(bodies.map((body) => body.toString('latin1'))).size).toBe(1);
      const [oneAfter, twoAfter] = [await counts(), await counts(other)];
      expect((oneAfter.made ?? 0) + (twoAfter.made ?? 0)).toBe((one.made ?? 0) + (two.made ?? 0) + 1);
      expect(await leases()).toBe(0);
    } finally {
      await other.end('SIGTERM');
    }
  }, 120_000);

  test('may be kept by every cache until it expires, and shown by every page', async () => {
    const expires = inAnHour();
    const { headers } = await get(urlOf({ width: 100 }, { expires }));
    const [, maxAge] = /^public, max-age=(\d+), immutable$/.exec(headers.get('cache-control') ?? '') ?? [];
    expect(Number(maxAge)).toBeLessThanOrEqual(3_600);
    expect(Math.floor(Date.now() / 1000) + Number(maxAge)).toBeGreaterThan(expires - 60);
    expect(headers.get('etag')).toMatch(/^"[0-9a-f]{32}"$/);
    expect(headers.get('access-control-allow-origin')).toBe('*');
    expect(headers.get('cross-origin-resource-policy')).toBe('cross-origin');
    expect([headers.get('vary'), headers.get('set-cookie')]).toEqual([null, null]);
  });

  test('answers 304 to a client that has the animation', async () => {
    const url = urlOf({ width: 100 });
    const etag = (await get(url)).headers.get('etag') ?? '';
    const reply = await get(url, { headers: { 'if-none-match': `"other", ${etag}` } });
    expect([reply.status, (await bytesOf(reply)).length, reply.headers.get('etag')]).toEqual([304, 0, etag]);
    expect(reply.headers.get('cache-control')).toContain('immutable');
    expect((await get(url, { headers: { 'if-none-match': '"other"' } })).status).toBe(200);
  });

  test('answers HEAD requests with the headers, also to make the animation', async () => {
    const url = urlOf({ width: 104 });
    const head = await get(url, { method: 'HEAD' });
    const reply = await get(url);
    expect([head.status, (await bytesOf(head)).length]).toEqual([200, 0]);
    for (const name of ['content-length', 'content-type', 'etag', 'accept-ranges']) {
      expect(head.headers.get(name)).toBe(reply.headers.get(name));
    }
    expect(Number(head.headers.get('content-length'))).toBe((await bytesOf(reply)).length);
  });

  test('answers with a part of the animation', async () => {
    const url = urlOf({ width: 100 });
    const all = await bytesOf(await get(url));
    const part = await get(url, { headers: { range: 'bytes=6-9' } });
    expect([part.status, part.headers.get('content-range')]).toEqual([206, `bytes 6-9/${all.length}`]);
    expect((await bytesOf(part)).equals(all.subarray(6, 10))).toBe(true);
    expect((await get(url, { headers: { range: `bytes=${all.length}-` } })).status).toBe(416);
    const preflight = await get(url, { method: 'OPTIONS', headers: { origin: 'https://example.org' } });
    expect([preflight.status, preflight.headers.get('access-control-allow-headers')]).toEqual([
      204,
      'Range, If-Range, If-None-Match',
    ]);
  });

  test('without an extension, chooses the format by the header Accept', async () => {
    const url = urlOf({ width: 100, duration: 0.5 }, { format: undefined });
    const types = ['image/avif,image/webp,*/*;q=0.8', 'image/webp;q=0', '*/*', 'image/gif'].map(async (accept) => {
      const { headers } = await get(url, { headers: { accept } });
      expect(headers.get('vary')).toBe('Accept');
      return headers.get('content-type');
    });
    expect(await Promise.all(types)).toEqual(['image/webp', 'image/gif', 'image/gif', 'image/gif']);
  });

  test('is the one that the command sign-url prints', async () => {
    const url = await server.run(
      'sign-url',
      media,
      'start=0.5',
      'width=50%',
      '--format',
      'webp',
      '--url',
      server.origin,
    );
    const reply = await fetch(url);
    expect(reply.status).toBe(200);
    expect((await bytesOf(reply)).equals(await expected({ start: 0.5, width: '50%', format: 'webp' }))).toBe(true);
  });
});

describe('a URL is refused', () => {
  const wrong = 'AuthFailure.SignatureFailure';
  test.each([
    ['when a value was changed', (url: string) => url.replace('width=100', 'width=101'), wrong],
    ['when a parameter was added', (url: string) => `${url}&height=100`, wrong],
    ['when a parameter was added twice', (url: string) => `${url}&width=100`, 'AuthFailure.InvalidAuthorization'],
    ['when its expiry was changed', (url: string) => url.replace(/expires=\d/, 'expires=9'), wrong],
    ['when its format was changed', (url: string) => url.replace('.gif', '.webp'), wrong],
    ['when its media was changed', (url: string) => url.replace(/media\/\d+/, `media/${large}`), wrong],
    ['when its signature was made up', (url: string) => url.replace(/.{64}$/, 'a'.repeat(64)), wrong],
    ['without a signature', (url: string) => url.replace(/&signature=.*/, ''), 'AuthFailure.InvalidAuthorization'],
    ['without a query', (url: string) => url.replace(/\?.*/, ''), 'AuthFailure.InvalidAuthorization'],
    ['of an unknown key pair', (url: string) => url.replace('AKIDfake', 'AKIDsham'), 'AuthFailure.SecretIdNotFound'],
  ])('%s', async (_, change, code) => {
    const url = urlOf({ width: 100 });
    expect((await get(url)).status).toBe(200);
    const [status, found, message] = await refusalOf(await get(change(url)));
    expect([status, found]).toEqual([403, code]);
    expect(message).not.toContain(url.slice(-64));
  });

  test('after its expiry', async () => {
    const [status, code, message] = await refusalOf(await get(urlOf({ width: 100 }, { expires: 1_000_000_000 })));
    expect([status, code]).toEqual([403, 'AuthFailure.SignatureExpire']);
    expect(message).toContain('The URL has expired at 2001-09-09T01:46:40.000Z');
  });

  test('when its key pair is disabled, also for an animation that is stored', async () => {
    const keys = JSON.parse(await server.run('key', 'create', '--json'));
    const url = urlOf({ width: 100 }, keys);
    expect((await get(url)).status).toBe(200);
    await server.run('key', 'disable', keys.secretId);
    expect((await refusalOf(await get(url))).slice(0, 2)).toEqual([403, 'AuthFailure.SecretIdNotFound']);
    await server.run('key', 'enable', keys.secretId);
    expect((await get(url)).status).toBe(200);
  });

  test('when its key pair has not the right to process', async () => {
    const keys = JSON.parse(await server.run('key', 'create', '--json', '--rights', 'read'));
    const [status, code, message] = await refusalOf(await get(urlOf({ width: 100 }, keys)));
    expect([status, code]).toEqual([403, 'UnauthorizedOperation']);
    expect(message).toContain('needs the right "process"');
  });

  test('for a media of another application, as if the media did not exist', async () => {
    const { SubAppId } = await client.CreateSubAppId({ Name: 'other' });
    const keys = JSON.parse(await server.run('key', 'create', '--json', '--applications', String(SubAppId)));
    const own = await server.addMedia(join(folder, 'clip.mp4'), '--sub-app-id', String(SubAppId));
    expect((await get(urlOf({ width: 100 }, { ...keys, fileId: own }))).status).toBe(200);
    const codes = [media, '5'].map(async (fileId) => refusalOf(await get(urlOf({ width: 100 }, { ...keys, fileId }))));
    expect(
      (await Promise.all(codes)).map(([status, code, text]) => [status, code, text.replace(/"\d+"/, '…')]),
    ).toEqual([
      [404, 'ResourceNotFound.FileNotExist', 'Media … not found (FileId)'],
      [404, 'ResourceNotFound.FileNotExist', 'Media … not found (FileId)'],
    ]);
  });

  test.each([
    [{ width: 4_000 }, 409, 'LimitExceeded', 'more than the 2073600 pixels that this service allows'],
    [{ start: 10 }, 400, 'InvalidParameterValue', 'start is 10 s'],
    [{ speed: 0.1, seamless: 'find', start: 1.9, end: 1.8 }, 400, 'InvalidParameterValue', 'end is 1.8 s'],
  ])('with the options %j, of which only the first request starts the work', async (options, status, code, text) => {
    const before = await counts();
    for (let n = 0; n < 3; n += 1) {
      const [found, name, message] = await refusalOf(await get(urlOf(options)));
      expect([found, name, message]).toEqual([status, code, expect.stringContaining(text)]);
    }
    expect(await counts()).toMatchObject({ made: before.made, failed: (before.failed ?? 0) + 1 });
  });

  test('with a parameter or a format that does not exist', async () => {
    // The service refuses what signUrl() refuses, too.
    const refused = async (path: string, more: Record<string, string>) => {
      const params = new Map(Object.entries({ ...more, key: credential.secretId, expires: String(inAnHour()) }));
      const signature = urlSignature(path, params, credential.secretKey);
      return refusalOf(await get(`${path}?${canonicalQuery(params)}&signature=${signature}`));
    };
    const base = `/x/v1/media/${media}/animated`;
    expect(await refused(`${base}.gif`, { widht: '100' })).toEqual([
      ...[400, 'UnknownParameter', 'Unknown parameter widht; did you mean width?'],
    ]);
    const output = await refused(`${base}.gif`, { output: '/tmp/x' });
    expect(output.slice(0, 2)).toEqual([400, 'UnknownParameter']);
    const wrongValues = [await refused(`${base}.png`, {}), await refused(`${base}.gif`, { fps: '61' })];
    expect(wrongValues).toEqual([
      [400, 'InvalidParameterValue', expect.stringContaining('Format must be')],
      [400, 'InvalidParameterValue', expect.stringContaining('fps must be')],
    ]);
  });
});

describe('the service', () => {
  test('refuses a segment that is longer than its limit', async () => {
    const short = processWith({ CLIPLOOP_URL_MAX_SEGMENT: '1s' });
    await short.up();
    try {
      const [status, code, message] = await refusalOf(await get(urlOf({ width: 108 }), {}, short));
      expect([status, code]).toEqual([409, 'LimitExceeded']);
      expect(message).toContain('this service');
      expect((await get(urlOf({ width: 108, duration: 1 }), {}, short)).status).toBe(200);
    } finally {
      await short.end('SIGTERM');
    }
  }, 60_000);

  test('answers 503 with Retry-After when the queue is full', async () => {
    const busy = processWith({ CLIPLOOP_URL_QUEUE: '0', CLIPLOOP_URL_TIMEOUT: '120s' });
    await busy.up();
    const leave = new AbortController();
    try {
      const slow = Array.from({ length: 6 }, (_, n) =>
        get(urlOf({ width: 1_200 + n, effort: 6 }, { fileId: large, format: 'webp' }), { signal: leave.signal }, busy),
      );
      const first = await Promise.race(slow);
      expect([first.headers.get('retry-after'), ...(await refusalOf(first))]).toEqual([
        ...['5', 503, 'ServiceUnavailable'],
        expect.stringContaining('0 others wait already'),
      ]);
      leave.abort();
      await Promise.allSettled(slow);
      // When its clients have gone, the work ends.
      await expect.poll(leases, { timeout: 30_000 }).toBe(0);
    } finally {
      leave.abort();
      await busy.end('SIGTERM');
    }
  }, 120_000);

  test('leaves no half file after kill -9 while it makes an animation, and makes it afterwards', async () => {
    const fileId = await newMedia('large.mp4');
    const killed = processWith({ CLIPLOOP_URL_TIMEOUT: '120s' });
    await killed.up();
    try {
      const url = urlOf({ end: 3, width: 640 }, { fileId });
      const lost = get(url, {}, killed).catch(() => 'no answer');
      await expect.poll(leases, { timeout: 30_000, interval: 10 }).toBe(1);
      await killed.end('SIGKILL');
      expect(await lost).toBe('no answer');
      expect([await stored(fileId), await rows(fileId)]).toEqual([[], 0]);
      await killed.up();
      const reply = await get(url, {}, killed);
      expect(reply.status).toBe(200);
      const right = await expected({ end: 3, width: 640, format: 'gif' }, 'large.mp4');
      expect((await bytesOf(reply)).equals(right)).toBe(true);
      expect([(await stored(fileId)).length, await rows(fileId)]).toEqual([1, 1]);
    } finally {
      await killed.end('SIGTERM');
    }
  }, 180_000);

  test('answers 404 for a media that was deleted, and deletes its animations', async () => {
    const fileId = await newMedia();
    const urls = [urlOf({ width: 100 }, { fileId }), urlOf({ width: 102 }, { fileId, format: 'webp' })];
    for (const url of urls) expect((await get(url)).status).toBe(200);
    expect([(await stored(fileId)).length, await rows(fileId)]).toEqual([2, 2]);
    await client.DeleteMedia({ FileId: fileId });
    expect((await refusalOf(await get(urls[0] ?? ''))).slice(0, 2)).toEqual([404, 'ResourceNotFound.FileNotExist']);
    await expect.poll(() => stored(fileId)).toEqual([]);
    expect(await rows(fileId)).toBe(0);
  });

  test('deletes an animation that was not requested for as long as it is kept, and makes it again', async () => {
    const fileId = await newMedia();
    const [old, used] = [urlOf({ width: 100 }, { fileId }), urlOf({ width: 102 }, { fileId })];
    const body = await bytesOf(await get(old));
    await get(used);
    await query(
      database.url,
      `update derived_object set use_time = now() - interval '29 days' where file_id = '${fileId}'`,
    );
    // A request, also one that is answered with 304 or by HEAD, counts as a use.
    expect((await get(used, { method: 'HEAD' })).status).toBe(200);
    const sweeper = processWith({ CLIPLOOP_URL_RETENTION: '28d' });
    await sweeper.up();
    try {
      await expect.poll(() => rows(fileId), { timeout: 30_000 }).toBe(1);
      await expect.poll(async () => (await stored(fileId)).length).toBe(1);
    } finally {
      await sweeper.end('SIGTERM');
    }
    const { made = 0 } = await counts();
    expect((await bytesOf(await get(old))).equals(body)).toBe(true);
    expect((await get(used)).status).toBe(200);
    expect((await counts()).made).toBe(made + 1);
  }, 60_000);

  test('writes no signature into its log', async () => {
    const url = urlOf({ width: 112 });
    for (const sent of [url, url.replace('width=112', 'width=113'), url.replace('.gif', '.png'), `${url}&a=%ff`]) {
      await (await get(sent)).arrayBuffer();
    }
    const entries = () => server.log.filter((line) => line.includes('GetAnimation'));
    await expect.poll(() => entries().filter((line) => line.includes('AuthFailure')).length).toBeGreaterThan(2);
    const log = server.log.join('\n');
    expect([...signed].filter((signature) => log.includes(signature))).toEqual([]);
    expect(log).not.toContain('signature=');
  });
});
