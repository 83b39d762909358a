import { execFile } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { stills } from '@cliploop/core';
import { drawClip } from '@cliploop/testing/clip';
import type { Started } from 'cliploop-server/in-process';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Site } from '../keys/support.ts';
import { RouteClient } from './client.ts';
import { appId, codeOf, previewOf, stillsOf } from './picture-client.ts';

const run = promisify(execFile);
let site: Site;
let server: Started;
let media: string;
beforeAll(async () => {
  site = await Site.open();
  server = await site.start();
  media = await site.addMedia(server, 'clip');
}, 60_000);
afterAll(() => site?.close());

/** The files of derived pictures. */
const derivedFiles = async (fileId: string) =>
  (await readdir(join(site.data, 'media', String(appId), fileId), { recursive: true })).filter((name) =>
    name.includes('derived'),
  );

describe('GET /x/v1/media/{FileId}/stills', () => {
  test('returns the frame at a time, as stills() of the library takes it', async () => {
    const { status, headers, bytes, facts } = await stillsOf(server, media, 'Times=0.5&Width=160&Format=png');
    expect([status, headers.get('content-type'), headers.get('cache-control')]).toEqual([
      ...[200, 'image/png', 'private, max-age=0'],
    ]);
    expect(headers.get('content-length')).toBe(String(bytes.length));
    const { stills: expected } = await stills({ input: site.clip, times: 0.5, width: 160, format: 'png' });
    expect(bytes.equals(expected[0]?.data ?? Buffer.alloc(0))).toBe(true);
    expect(facts).toEqual({
      ...{ Times: [0.458792], Columns: 1, Width: 160, Height: 120, Exact: true },
      ...{ StartTimeOffset: 0, EndTimeOffset: 2.002 },
    });
  });

  test('returns a sheet of several frames, with the times at which they begin', async () => {
    const { bytes, facts } = await stillsOf(server, media, 'Every=1&StartTimeOffset=0.5&EndTimeOffset=1&Columns=4');
    const expected = await stills({ input: site.clip, every: 1, start: 0.5, end: 1, sprite: true, columns: 4 });
    expect(bytes.equals(expected.sheets?.[0]?.data ?? Buffer.alloc(0))).toBe(true);
    expect(facts).toMatchObject({ Columns: 4, Width: 160, Height: 120, Exact: true });
    expect(facts.Times).toEqual(expected.stills.map(({ time }) => time));
  });

  test('returns times that choose exactly these frames as the start and the end of an animation', async () => {
    const { facts } = await stillsOf(server, media, 'Every=1&StartTimeOffset=0.3&EndTimeOffset=0.7');
    const times = facts.Times as number[];
    expect(times.length).toBeGreaterThan(8);
    for (const [index, count] of [
      [0, 1],
      [3, 1],
      [4, 3],
    ] as const) {
      const segment = { StartTimeOffset: times[index], EndTimeOffset: times[index + count] };
      const preview = await previewOf(server, media, { Settings: { Fps: 60 }, ...segment });
      // As many frames as were chosen, each of which is shown twice or three times and then merged.
      expect(preview.facts).toMatchObject({ Frames: count, StartTimeOffset: times[index] });
    }
  });

  test('returns the frames at times before and after the segment', async () => {
    const alone = await stillsOf(server, media, 'Times=0.2,1.8');
    const segment = 'StartTimeOffset=0.9&EndTimeOffset=1.2';
    const { facts, bytes } = await stillsOf(server, media, `Times=0.2,1.8&${segment}`);
    expect(bytes.equals(alone.bytes)).toBe(true);
    expect(facts).toMatchObject({ Times: alone.facts.Times, StartTimeOffset: 0.9, EndTimeOffset: 1.2 });
  });

  test('prefers key frames for a count, and says so', async () => {
    const { facts } = await stillsOf(server, media, 'Count=3&Height=60');
    expect(facts).toMatchObject({ Columns: 3, Width: 80, Height: 60, Exact: false });
    expect((await stillsOf(server, media, 'Count=3&Height=60&KeyFrames=OFF')).facts).toMatchObject({ Exact: true });
  });

  test('puts high stills in one sheet, whatever number of them is possible', async () => {
    const { status, facts } = await stillsOf(server, media, 'Interval=0.5&Height=1000');
    expect([status, (facts.Times as number[]).length]).toEqual([200, 5]);
    const refused = await stillsOf(server, media, 'Every=1&Height=1500&Columns=2');
    const message = 'The stills do not fit in one picture; choose a smaller Width or Height, or fewer stills';
    expect(refused.json.Error).toEqual({ Code: 'LimitExceeded', Message: message });
  });

  test('takes the frames of another video stream', async () => {
    const file = join(site.data, 'angles.mkv');
    const red = 'color=red:size=64x48:rate=5:duration=3';
    const input = ['-f', 'lavfi', '-i', 'testsrc=size=320x240:rate=10:duration=2', '-map', '1:v', '-map', '0:v'];
    await run('ffmpeg', ['-v', 'error', '-y', '-f', 'lavfi', '-i', red, ...input, '-c:v', 'libx264', file]);
    const { fileId } = await server.service.media.add({ subAppId: appId, file, keep: true, name: 'angles' });
    const { stills: expected } = await stills({ input: file, times: 2.5, stream: 1, format: 'png' });
    const { bytes, facts } = await stillsOf(server, fileId, 'Times=2.5&Stream=1&Format=png');
    expect(bytes.equals(expected[0]?.data ?? Buffer.alloc(0))).toBe(true);
    expect(facts).toMatchObject({ Times: [2.4], Width: 64, Height: 48 });
    expect(codeOf(await stillsOf(server, fileId, 'Times=2.5'))).toEqual([400, 'InvalidParameterValue']);
    const none = await stillsOf(server, fileId, 'Times=0&Stream=7');
    expect([none.status, none.json.Error?.Message]).toEqual([400, expect.stringContaining('no stream 7')]);
  });

  test('takes the frames of a raw stream at a frame rate', async () => {
    const file = join(site.data, 'raw.h264');
    await drawClip(file, 'testsrc=size=320x240:rate=25:duration=2');
    const { fileId } = await server.service.media.add({ subAppId: appId, file, keep: true, name: 'raw' });
    const timesAt = async (query: string) => (await stillsOf(server, fileId, `Times=1&Width=32&${query}`)).facts.Times;
    expect(await timesAt('')).toEqual([1]);
    expect(await timesAt('InputFps=10')).toEqual([1]);
    const { stills: expected } = await stills({ input: file, times: 1, inputFps: 10, format: 'png' });
    const { bytes } = await stillsOf(server, fileId, 'Times=1&InputFps=10&Format=png');
    expect(bytes.equals(expected[0]?.data ?? Buffer.alloc(0))).toBe(true);
    expect(await timesAt('InputFps=30000/1001')).toEqual([expect.closeTo(29 * (1001 / 30000), 5)]);
  });

  test('sends the bytes again only when the client does not have them', async () => {
    const first = await stillsOf(server, media, 'Times=1');
    const etag = first.headers.get('etag') ?? '';
    const again = await stillsOf(server, media, 'Times=1', { headers: { 'if-none-match': etag } });
    expect([again.status, again.bytes.length, again.headers.get('etag')]).toEqual([304, 0, etag]);
    const other = await stillsOf(server, media, 'Times=1.5', { headers: { 'if-none-match': etag } });
    expect([other.status, other.headers.get('etag') === etag]).toEqual([200, false]);
  });

  test('answers HEAD without the bytes', async () => {
    const { status, headers, bytes } = await stillsOf(server, media, 'Times=1', { method: 'HEAD' });
    expect([status, bytes.length]).toEqual([200, 0]);
    expect(Number(headers.get('content-length'))).toBeGreaterThan(100);
  });

  test('stores pictures, reads them from there, and deletes them with the media', async () => {
    const fileId = await site.addMedia(server, 'stored');
    const first = await stillsOf(server, fileId, 'Times=0.7&Width=64');
    await expect.poll(() => derivedFiles(fileId)).toHaveLength(1);
    const again = await stillsOf(server, fileId, 'Times=0.7&Width=64');
    expect([again.bytes.equals(first.bytes), again.facts]).toEqual([true, first.facts]);
    expect(await derivedFiles(fileId)).toHaveLength(1);
    await server.service.media.delete(appId, fileId);
    expect(await readdir(join(site.data, 'media', String(appId)))).not.toContain(fileId);
    expect(codeOf(await stillsOf(server, fileId, 'Times=0.7&Width=64'))[0]).toBe(404);
  });

  test('is refused for a media whose original was deleted', async () => {
    const fileId = await site.addMedia(server, 'without original');
    await stillsOf(server, fileId, 'Times=0');
    await expect.poll(() => derivedFiles(fileId)).toHaveLength(1);
    await server.service.media.delete(appId, fileId, [{ Type: 'OriginalFiles', Definition: 0 }]);
    expect(codeOf(await stillsOf(server, fileId, 'Times=0'))).toEqual([404, 'ResourceNotFound']);
    expect(await readdir(join(site.data, 'media', String(appId)))).not.toContain(fileId);
  });

  test('leaves no unfinished files', async () => {
    const folder = join(site.data, 'media', '.work');
    await expect
      .poll(async () => (await readdir(folder, { recursive: true })).filter((name) => name.includes('/')))
      .toEqual([]);
  });

  test.each([
    ['', 400, 'MissingParameter', 'Times, Every, Interval and Count are missing; give one of them'],
    ['Every=1&Count=2', 400, 'InvalidParameterValue', 'Every and Count cannot be combined; give only one of them'],
    ['Times=', 400, 'MissingParameter', 'Times, Every'],
    [
      'Times=1,,2',
      400,
      'InvalidParameterValue',
      'Times must be 1 to 400 times in seconds, separated by commas, got "1,,2"',
    ],
    ['Times=1e9', 400, 'InvalidParameterValue', 'Times must be 1 to 400 times'],
    ['Times=99', 400, 'InvalidParameterValue', 'Times must be before the end of the video at 2.002 s, got 99 s'],
    ['Count=401', 400, 'InvalidParameterValue', 'Count must be an integer from 1 to 400, got 401'],
    ['Interval=0.001', 409, 'LimitExceeded', 'more frames than this service allows: the limit is 400 frames'],
    ['Count=4&Format=gif', 400, 'InvalidParameterValue', 'Format must be "webp", "jpeg" or "png", got "gif"'],
    ['Count=4&StartTimeOffset=3', 400, 'InvalidParameterValue', 'StartTimeOffset'],
    ['Count=2&StartTimeOffset=1&EndTimeOffset=0.5', 400, 'InvalidParameterValue', 'EndTimeOffset'],
    ['Count=4&Width=8', 400, 'InvalidParameterValue', 'Width must be 0 or an integer from 16 to 4096, got 8'],
    ['Count=40&Width=2000&Columns=20', 409, 'LimitExceeded', 'The stills do not fit in one picture'],
    ['Times=0&Stream=5:6', 400, 'InvalidParameterValue', 'Stream must be a stream index from 0 to 9999, or a language'],
    ['Times=0&InputFps=0', 400, 'InvalidParameterValue', 'InputFps must be'],
    ['Times=0&InputFps=10', 400, 'InvalidParameterValue', 'InputFps'],
    ['Count=4&Zoom=2', 400, 'UnknownParameter', 'Unknown parameter Zoom'],
  ])('refuses %s', async (query, status, code, message) => {
    const refused = await stillsOf(server, media, query);
    expect([...codeOf(refused), refused.json.Error?.Message]).toEqual([status, code, expect.stringContaining(message)]);
  });

  test('refuses more than 400 times', async () => {
    const query = (count: number) => `Times=${Array.from({ length: count }, (_, n) => n / 1_000)}&Width=16`;
    expect(codeOf(await stillsOf(server, media, query(401)))).toEqual([400, 'InvalidParameterValue']);
    const { status, facts, headers } = await stillsOf(server, media, query(400));
    expect([status, (facts.Times as number[]).length]).toEqual([200, 400]);
    expect(headers.get('x-cliploop-stills')?.length).toBeLessThan(8_192);
  });

  test('is refused without the right to read, and for media of other applications', async () => {
    const other = await server.service.subApps.create('other', '');
    const upload = await site.key('--rights', 'upload,process');
    expect(codeOf(await stillsOf(server, media, 'Times=0', { keys: upload }))).toEqual([403, 'UnauthorizedOperation']);
    const elsewhere = await site.key('--applications', String(other));
    const query = `Times=0&SubAppId=${other}`;
    expect(codeOf(await stillsOf(server, media, query, { keys: elsewhere }))[0]).toBe(404);
    expect(codeOf(await stillsOf(server, media, 'Times=0', { keys: elsewhere }))[0]).toBeGreaterThan(399);
    expect(codeOf(await stillsOf(server, media, query))).toEqual([404, 'ResourceNotFound.FileNotExist']);
    expect(codeOf(await stillsOf(server, '0', 'Times=0'))).toEqual([404, 'ResourceNotFound.FileNotExist']);
  });

  test('has the header in the description', async () => {
    const client = await RouteClient.open(server.origin);
    for (const query of ['Times=0', 'Every=7']) {
      const { facts } = await stillsOf(server, media, query);
      client.expectType('StillsInfo', facts);
    }
  });
});
