import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { plan } from '@cliploop/core';
import { clientOf } from '@cliploop/testing/client';
import { drawClip } from '@cliploop/testing/clip';
import type { Started } from 'cliploop-server/in-process';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Site } from '../keys/support.ts';
import { RouteClient } from './client.ts';
import { appId, codeOf, planOf, previewOf } from './picture-client.ts';

let site: Site;
let server: Started;
let media: string;
/** 14 s of 1280x720, which takes some seconds to convert. */
let large: string;
beforeAll(async () => {
  site = await Site.open();
  server = await site.start();
  media = await site.addMedia(server, 'clip');
  const file = join(site.folder, 'large.mp4');
  await drawClip(file, 'testsrc2=size=1280x720:rate=25:duration=14', '-preset', 'ultrafast');
  large = (await server.service.media.add({ subAppId: appId, file, name: 'large' })).fileId;
}, 60_000);
afterAll(() => site?.close());

const settings = { Settings: { Fps: 12, Width: 160 }, StartTimeOffset: 0.5, EndTimeOffset: 1.5 };
const noFiles = () =>
  expect
    .poll(async () =>
      (await readdir(join(site.data, 'media', '.work'), { recursive: true })).filter((name) => name.includes('/')),
    )
    .toEqual([]);

describe('POST /x/v1/media/{FileId}/plan', () => {
  test('returns what plan() of the library finds', async () => {
    const client = await RouteClient.open(server.origin);
    const { body } = await client.call({ method: 'POST', path: `/x/v1/media/${media}/plan`, body: settings });
    const expected = await plan({ input: site.clip, fps: 12, width: 160, start: 0.5, end: 1.5 });
    const { width, height, frames, duration, start, end, exact, estimate } = expected;
    expect(body).toMatchObject({
      ...{ Format: 'gif', Width: width, Height: height, Frames: frames, Fps: 12, Duration: duration, Exact: exact },
      ...{ StartTimeOffset: start, EndTimeOffset: end, Estimate: { Bytes: estimate?.bytes } },
    });
  });

  test('takes a template instead of settings, but not both', async () => {
    expect((await planOf(server, media, { Definition: 20001 })).json).toMatchObject({
      Format: 'webp',
      Width: 320,
      Fps: 2,
    });
    const Definition = await server.service.templates.create(appId, {
      ...{
        name: '',
        comment: '',
        width: 0,
        height: 64,
        resolutionAdaptive: 'open',
        format: 'webp',
        fps: 5,
        quality: 20,
      },
    });
    expect((await planOf(server, media, { Definition })).json).toMatchObject({ Format: 'webp', Height: 64, Fps: 5 });
    const both = await planOf(server, media, { Definition, Settings: { Fps: 5 } });
    expect(codeOf(both)).toEqual([400, 'InvalidParameterValue']);
  });

  test.each([
    [{}, 400, 'MissingParameter', 'Settings is missing; give it, or Definition'],
    [{ Definition: 7 }, 404, 'ResourceNotFound.TemplateNotExist', 'Template 7 not found'],
    [{ Settings: { Fps: 61 } }, 400, 'InvalidParameterValue.Fps', 'Settings.Fps must be a number or fraction from 1'],
    [{ Settings: {}, StartTimeOffset: 9 }, 400, 'InvalidParameterValue', 'starts at or after the end of the video'],
    [{ Settings: {}, StartTimeOffset: 1, EndTimeOffset: 0.5 }, 400, 'InvalidParameterValue', 'EndTimeOffset is 0.5 s'],
    [{ Fps: 5, Width: 160 }, 400, 'UnknownParameter', 'Unknown parameter Fps'],
  ])('refuses %j', async (body, status, code, message) => {
    for (const call of [planOf, previewOf]) {
      const refused = await call(server, media, body);
      expect([...codeOf(refused), refused.json.Error?.Message]).toEqual([
        status,
        code,
        expect.stringContaining(message),
      ]);
    }
  });
});

describe('POST /x/v1/media/{FileId}/preview', () => {
  test('has the bytes of the animation of a task with the same template and segment', async () => {
    const fields = { name: '', comment: '', width: 160, height: 0, resolutionAdaptive: 'open', quality: 60 } as const;
    const worker = await site.start({ CLIPLOOP_ROLE: 'worker' });
    const api = clientOf(new URL(server.origin).host);
    const client = await RouteClient.open(server.origin);
    for (const [format, type] of [
      ['gif', 'image/gif'],
      ['webp', 'image/webp'],
    ] as const) {
      const Definition = await server.service.templates.create(appId, { ...fields, format, fps: 12 });
      const segment = { StartTimeOffset: 0.5, EndTimeOffset: 1.5 };
      const { facts, bytes, headers, status } = await previewOf(server, media, { Definition, ...segment });
      expect([status, headers.get('content-type'), headers.get('cache-control')]).toEqual([200, type, 'no-store']);
      client.expectType('PreviewInfo', facts);
      expect(facts).toMatchObject({ Bytes: bytes.length, Width: 160, Height: 120, Cut: [] });
      await api.request('ProcessMedia', {
        FileId: media,
        MediaProcessTask: { AnimatedGraphicTaskSet: [{ Definition, ...segment }] },
      });
      const animation = async () =>
        (await server.service.media.animations([media])).get(media)?.find((one) => one.definition === Definition)?.md5;
      await expect.poll(animation, { timeout: 30_000 }).toBe(facts.Md5);
      const same = await previewOf(server, media, {
        Settings: { Fps: 12, Width: 160, Quality: 60, Format: format },
        ...segment,
      });
      expect(same.facts.Md5).toBe(facts.Md5);
    }
    await site.stop(worker);
  }, 60_000);

  test('is cut to 10 s and to a long edge of 960 px, and says so', async () => {
    const { facts } = await previewOf(server, large, { Settings: { Fps: 1 }, StartTimeOffset: 1 });
    expect(facts).toMatchObject({
      Width: 960,
      Height: 540,
      StartTimeOffset: 1,
      EndTimeOffset: 11,
      Cut: ['Duration', 'Size'],
    });
    const fine = await previewOf(server, large, { Settings: { Fps: 1, Width: 320 }, EndTimeOffset: 10 });
    expect(fine.facts).toMatchObject({ Width: 320, EndTimeOffset: 10, Cut: [] });
  }, 30_000);

  test('is canceled by a newer one with the same slot, but not by one with another', async () => {
    const slow = { Settings: { Fps: 30 }, EndTimeOffset: 10 };
    const first = previewOf(server, large, { ...slow, Slot: 'a' });
    const other = previewOf(server, large, { Settings: { Fps: 1, Width: 64 }, EndTimeOffset: 1, Slot: 'b' });
    await other;
    const newer = await previewOf(server, large, { Settings: { Fps: 1, Width: 64 }, EndTimeOffset: 2, Slot: 'a' });
    expect(codeOf(await first)).toEqual([409, 'FailedOperation']);
    expect([(await other).status, newer.status, newer.facts.EndTimeOffset]).toEqual([200, 200, 2]);
    await noFiles();
  }, 30_000);

  test('ends when the client closes the connection, and leaves no file', async () => {
    const stop = new AbortController();
    const gone = previewOf(server, large, { Settings: { Fps: 30 }, EndTimeOffset: 10 }, { signal: stop.signal });
    const running = () => readdir(join(site.data, 'media', '.work'), { recursive: true });
    setTimeout(() => stop.abort(), 700);
    await expect(gone).rejects.toThrow();
    // A process that still worked would take one of the two places of the application.
    const next = await Promise.all([1, 2].map(() => previewOf(server, media, { Settings: { Fps: 2, Width: 64 } })));
    expect(next.map(({ status }) => status)).toEqual([200, 200]);
    expect(await running()).toBeDefined();
    await noFiles();
  }, 30_000);

  test('needs the right to process', async () => {
    const read = await site.key('--rights', 'read');
    expect(codeOf(await previewOf(server, media, settings, { keys: read }))).toEqual([403, 'UnauthorizedOperation']);
    expect((await planOf(server, media, settings, { keys: read })).status).toBe(200);
    const process = await site.key('--rights', 'process');
    expect(codeOf(await planOf(server, media, settings, { keys: process }))).toEqual([403, 'UnauthorizedOperation']);
  });
});
