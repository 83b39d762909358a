import { credential } from '@cliploop/testing/credential';
import { canonicalQuery, urlSignature } from '@cliploop/vod/internals';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bytesOf, getAll, inAnHour, refusalOf, UrlSite } from './animated-url-site.ts';

let site: UrlSite;
beforeAll(async () => {
  site = await UrlSite.open();
}, 120_000);
afterAll(() => site?.close(), 60_000);

describe('a signed URL', () => {
  test.each(['gif', 'webp'] as const)('answers with the bytes that animate() makes as %s', async (format) => {
    const options = { start: 0.5, end: 1.5, width: 160, fps: 12, crop: '0,0,50%,100%' };
    const reply = await site.get(site.urlOf(options, { format }));
    expect([reply.status, reply.headers.get('content-type')]).toEqual([200, `image/${format}`]);
    expect((await bytesOf(reply)).equals(await site.expected({ ...options, format }))).toBe(true);
  });

  test('makes one animation for 1,000 requests at the same time', async () => {
    const before = await site.counts();
    // Equal options in several spellings.
    const urls = ['200', '200px', ' 200 '].map((width) => site.urlOf({ width, duration: '1s', playback: 'reverse' }));
    const { statuses, bodies } = await getAll(1_000, (n) => site.get(urls[n % urls.length] ?? ''));
    expect(statuses).toEqual([200]);
    const first = await site.expected({ width: 200, duration: 1, playback: 'reverse', format: 'gif' });
    expect(bodies.filter((body) => !body.equals(first))).toHaveLength(0);
    expect((await site.counts()).made).toBe((before.made ?? 0) + 1);
  }, 120_000);

  test('makes one animation in several processes with the same database', async () => {
    const other = site.processWith();
    await other.up();
    try {
      const [one, two] = [await site.counts(), await site.counts(other)];
      const url = site.urlOf({ width: 640, end: 3 }, { fileId: site.large });
      const { statuses, bodies } = await getAll(20, (n) => site.get(url, {}, n % 2 ? site.server : other));
      expect(statuses).toEqual([200]);
      expect(new Set(bodies.map((body) => body.toString('latin1'))).size).toBe(1);
      const [oneAfter, twoAfter] = [await site.counts(), await site.counts(other)];
      expect((oneAfter.made ?? 0) + (twoAfter.made ?? 0)).toBe((one.made ?? 0) + (two.made ?? 0) + 1);
      expect(await site.leases()).toBe(0);
    } finally {
      await other.end('SIGTERM');
    }
  }, 120_000);

  test('may be kept by every cache until it expires, and shown by every page', async () => {
    const expires = inAnHour();
    const { headers } = await site.get(site.urlOf({ width: 100 }, { expires }));
    const [, maxAge] = /^public, max-age=(\d+), immutable$/.exec(headers.get('cache-control') ?? '') ?? [];
    expect(Number(maxAge)).toBeLessThanOrEqual(3_600);
    expect(Math.floor(Date.now() / 1000) + Number(maxAge)).toBeGreaterThan(expires - 60);
    expect(headers.get('etag')).toMatch(/^"[0-9a-f]{32}"$/);
    expect(headers.get('access-control-allow-origin')).toBe('*');
    expect(headers.get('cross-origin-resource-policy')).toBe('cross-origin');
    expect([headers.get('vary'), headers.get('set-cookie')]).toEqual([null, null]);
  });

  test('answers 304 to a client that has the animation', async () => {
    const url = site.urlOf({ width: 100 });
    const etag = (await site.get(url)).headers.get('etag') ?? '';
    const reply = await site.get(url, { headers: { 'if-none-match': `"other", ${etag}` } });
    expect([reply.status, (await bytesOf(reply)).length, reply.headers.get('etag')]).toEqual([304, 0, etag]);
    expect(reply.headers.get('cache-control')).toContain('immutable');
    expect((await site.get(url, { headers: { 'if-none-match': '"other"' } })).status).toBe(200);
  });

  test('answers HEAD requests with the headers, also to make the animation', async () => {
    const url = site.urlOf({ width: 104 });
    const head = await site.get(url, { method: 'HEAD' });
    const reply = await site.get(url);
    expect([head.status, (await bytesOf(head)).length]).toEqual([200, 0]);
    for (const name of ['content-length', 'content-type', 'etag', 'accept-ranges']) {
      expect(head.headers.get(name)).toBe(reply.headers.get(name));
    }
    expect(Number(head.headers.get('content-length'))).toBe((await bytesOf(reply)).length);
  });

  test('answers with a part of the animation', async () => {
    const url = site.urlOf({ width: 100 });
    const all = await bytesOf(await site.get(url));
    const part = await site.get(url, { headers: { range: 'bytes=6-9' } });
    expect([part.status, part.headers.get('content-range')]).toEqual([206, `bytes 6-9/${all.length}`]);
    expect((await bytesOf(part)).equals(all.subarray(6, 10))).toBe(true);
    expect((await site.get(url, { headers: { range: `bytes=${all.length}-` } })).status).toBe(416);
    const preflight = await site.get(url, { method: 'OPTIONS', headers: { origin: 'https://example.org' } });
    expect([preflight.status, preflight.headers.get('access-control-allow-headers')]).toEqual([
      204,
      'Range, If-Range, If-None-Match',
    ]);
  });

  test('without an extension, chooses the format by the header Accept', async () => {
    const url = site.urlOf({ width: 100, duration: 0.5 }, { format: undefined });
    const types = ['image/avif,image/webp,*/*;q=0.8', 'image/webp;q=0', '*/*', 'image/gif'].map(async (accept) => {
      const { headers } = await site.get(url, { headers: { accept } });
      expect(headers.get('vary')).toBe('Accept');
      return headers.get('content-type');
    });
    expect(await Promise.all(types)).toEqual(['image/webp', 'image/gif', 'image/gif', 'image/gif']);
  });

  test('is the one that the command sign-url prints', async () => {
    const url = await site.server.run(
      'sign-url',
      site.media,
      'start=0.5',
      'width=50%',
      '--format',
      'webp',
      '--url',
      site.server.origin,
    );
    const reply = await fetch(url);
    expect(reply.status).toBe(200);
    expect((await bytesOf(reply)).equals(await site.expected({ start: 0.5, width: '50%', format: 'webp' }))).toBe(true);
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
    ['when its media was changed', (url: string) => url.replace(/media\/\d+/, `media/${site.large}`), wrong],
    ['when its signature was made up', (url: string) => url.replace(/.{64}$/, 'a'.repeat(64)), wrong],
    ['without a signature', (url: string) => url.replace(/&signature=.*/, ''), 'AuthFailure.InvalidAuthorization'],
    ['without a query', (url: string) => url.replace(/\?.*/, ''), 'AuthFailure.InvalidAuthorization'],
    ['of an unknown key pair', (url: string) => url.replace('AKIDfake', 'AKIDsham'), 'AuthFailure.SecretIdNotFound'],
  ])('%s', async (_, change, code) => {
    const url = site.urlOf({ width: 100 });
    expect((await site.get(url)).status).toBe(200);
    const [status, found, message] = await refusalOf(await site.get(change(url)));
    expect([status, found]).toEqual([403, code]);
    expect(message).not.toContain(url.slice(-64));
  });

  test('after its expiry', async () => {
    const [status, code, message] = await refusalOf(
      await site.get(site.urlOf({ width: 100 }, { expires: 1_000_000_000 })),
    );
    expect([status, code]).toEqual([403, 'AuthFailure.SignatureExpire']);
    expect(message).toContain('The URL has expired at 2001-09-09T01:46:40.000Z');
  });

  test('when its key pair is disabled, also for an animation that is stored', async () => {
    const keys = JSON.parse(await site.server.run('key', 'create', '--json'));
    const url = site.urlOf({ width: 100 }, keys);
    expect((await site.get(url)).status).toBe(200);
    await site.server.run('key', 'disable', keys.secretId);
    expect((await refusalOf(await site.get(url))).slice(0, 2)).toEqual([403, 'AuthFailure.SecretIdNotFound']);
    await site.server.run('key', 'enable', keys.secretId);
    expect((await site.get(url)).status).toBe(200);
  });

  test('when its key pair has not the right to process', async () => {
    const keys = JSON.parse(await site.server.run('key', 'create', '--json', '--rights', 'read'));
    const [status, code, message] = await refusalOf(await site.get(site.urlOf({ width: 100 }, keys)));
    expect([status, code]).toEqual([403, 'UnauthorizedOperation']);
    expect(message).toContain('needs the right "process"');
  });

  test('for a media of another application, as if the media did not exist', async () => {
    const { SubAppId } = await site.client.CreateSubAppId({ Name: 'other' });
    const keys = JSON.parse(await site.server.run('key', 'create', '--json', '--applications', String(SubAppId)));
    const own = await site.newMedia('clip.mp4', '--sub-app-id', String(SubAppId));
    expect((await site.get(site.urlOf({ width: 100 }, { ...keys, fileId: own }))).status).toBe(200);
    const codes = [site.media, '5'].map(async (fileId) =>
      refusalOf(await site.get(site.urlOf({ width: 100 }, { ...keys, fileId }))),
    );
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
    const before = await site.counts();
    for (let n = 0; n < 3; n += 1) {
      const [found, name, message] = await refusalOf(await site.get(site.urlOf(options)));
      expect([found, name, message]).toEqual([status, code, expect.stringContaining(text)]);
    }
    expect(await site.counts()).toMatchObject({ made: before.made, failed: (before.failed ?? 0) + 1 });
  });

  test('with a parameter or a format that does not exist', async () => {
    // The service refuses what signUrl() refuses, too.
    const refused = async (path: string, more: Record<string, string>) => {
      const params = new Map(Object.entries({ ...more, key: credential.secretId, expires: String(inAnHour()) }));
      const signature = urlSignature(path, params, credential.secretKey);
      return refusalOf(await site.get(`${path}?${canonicalQuery(params)}&signature=${signature}`));
    };
    const base = `/x/v1/media/${site.media}/animated`;
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
