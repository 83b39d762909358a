import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bytesOf, refusalOf, UrlSite } from './animated-url-site.ts';

let site: UrlSite;
beforeAll(async () => {
  site = await UrlSite.open();
}, 120_000);
afterAll(() => site?.close(), 60_000);

describe('a service with signed URLs', () => {
  test('refuses a segment that is longer than its limit', async () => {
    const short = site.processWith({ CLIPLOOP_URL_MAX_SEGMENT: '1s' });
    await short.up();
    try {
      const [status, code, message] = await refusalOf(await site.get(site.urlOf({ width: 108 }), {}, short));
      expect([status, code]).toEqual([409, 'LimitExceeded']);
      expect(message).toContain('this service');
      expect((await site.get(site.urlOf({ width: 108, duration: 1 }), {}, short)).status).toBe(200);
    } finally {
      await short.end('SIGTERM');
    }
  }, 60_000);

  test('answers 503 with Retry-After when the queue is full', async () => {
    const busy = site.processWith({ CLIPLOOP_URL_QUEUE: '0', CLIPLOOP_URL_TIMEOUT: '120s' });
    await busy.up();
    const leave = new AbortController();
    try {
      const slow = Array.from({ length: 6 }, (_, n) =>
        site.get(
          site.urlOf({ width: 1_200 + n, effort: 6 }, { fileId: site.large, format: 'webp' }),
          { signal: leave.signal },
          busy,
        ),
      );
      const first = await Promise.race(slow);
      expect([first.headers.get('retry-after'), ...(await refusalOf(first))]).toEqual([
        ...['5', 503, 'ServiceUnavailable'],
        expect.stringContaining('0 others wait already'),
      ]);
      leave.abort();
      await Promise.allSettled(slow);
      // When its clients have gone, the work ends.
      await expect.poll(() => site.leases(), { timeout: 30_000 }).toBe(0);
    } finally {
      leave.abort();
      await busy.end('SIGTERM');
    }
  }, 120_000);

  test('leaves no half file after kill -9 while it makes an animation, and makes it afterwards', async () => {
    const fileId = await site.newMedia('large.mp4');
    const killed = site.processWith({ CLIPLOOP_URL_TIMEOUT: '120s' });
    await killed.up();
    try {
      const url = site.urlOf({ end: 3, width: 640 }, { fileId });
      const lost = site.get(url, {}, killed).catch(() => 'no answer');
      await expect.poll(() => site.leases(), { timeout: 30_000, interval: 10 }).toBe(1);
      await killed.end('SIGKILL');
      expect(await lost).toBe('no answer');
      expect([await site.stored(fileId), await site.rows(fileId)]).toEqual([[], 0]);
      await killed.up();
      const reply = await site.get(url, {}, killed);
      expect(reply.status).toBe(200);
      const right = await site.expected({ end: 3, width: 640, format: 'gif' }, 'large.mp4');
      expect((await bytesOf(reply)).equals(right)).toBe(true);
      expect([(await site.stored(fileId)).length, await site.rows(fileId)]).toEqual([1, 1]);
    } finally {
      await killed.end('SIGTERM');
    }
  }, 180_000);

  test('answers 404 for a media that was deleted, and deletes its animations', async () => {
    const fileId = await site.newMedia();
    const urls = [site.urlOf({ width: 100 }, { fileId }), site.urlOf({ width: 102 }, { fileId, format: 'webp' })];
    for (const url of urls) expect((await site.get(url)).status).toBe(200);
    expect([(await site.stored(fileId)).length, await site.rows(fileId)]).toEqual([2, 2]);
    await site.client.DeleteMedia({ FileId: fileId });
    expect((await refusalOf(await site.get(urls[0] ?? ''))).slice(0, 2)).toEqual([
      404,
      'ResourceNotFound.FileNotExist',
    ]);
    await expect.poll(() => site.stored(fileId)).toEqual([]);
    expect(await site.rows(fileId)).toBe(0);
  });

  test('deletes an animation that was not requested for as long as it is kept, and makes it again', async () => {
    const fileId = await site.newMedia();
    const [old, used] = [site.urlOf({ width: 100 }, { fileId }), site.urlOf({ width: 102 }, { fileId })];
    const body = await bytesOf(await site.get(old));
    await site.get(used);
    await site.query(`update derived_object set use_time = now() - interval '29 days' where file_id = '${fileId}'`);
    // A request, also one that is answered with 304 or by HEAD, counts as a use.
    expect((await site.get(used, { method: 'HEAD' })).status).toBe(200);
    const sweeper = site.processWith({ CLIPLOOP_URL_RETENTION: '28d' });
    await sweeper.up();
    try {
      await expect.poll(() => site.rows(fileId), { timeout: 30_000 }).toBe(1);
      await expect.poll(async () => (await site.stored(fileId)).length).toBe(1);
    } finally {
      await sweeper.end('SIGTERM');
    }
    const { made = 0 } = await site.counts();
    expect((await bytesOf(await site.get(old))).equals(body)).toBe(true);
    expect((await site.get(used)).status).toBe(200);
    expect((await site.counts()).made).toBe(made + 1);
  }, 60_000);

  test('writes no signature into its log', async () => {
    const url = site.urlOf({ width: 112 });
    for (const sent of [url, url.replace('width=112', 'width=113'), url.replace('.gif', '.png'), `${url}&a=%ff`]) {
      await (await site.get(sent)).arrayBuffer();
    }
    const entries = () => site.server.log.filter((line) => line.includes('GetAnimation'));
    await expect.poll(() => entries().filter((line) => line.includes('AuthFailure')).length).toBeGreaterThan(2);
    const log = site.server.log.join('\n');
    expect([...site.signed].filter((signature) => log.includes(signature))).toEqual([]);
    expect(log).not.toContain('signature=');
  });
});
