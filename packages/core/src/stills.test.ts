import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { CliploopError } from './errors.js';
import { stillsWith } from './stills.js';
import { fakeBinding, type Script } from './testing/fake-binding.js';

const input = new Uint8Array([1]);
const folder = mkdtempSync(join(tmpdir(), 'cliploop-stills-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Two stills of 2 and 3 bytes. */
const twoStills: Script = (job) =>
  job.events.done(
    JSON.stringify({
      width: 16,
      height: 9,
      stills: [
        { time: 0, start: 0, end: 1, offset: 0, size: 2, md5: 'a' },
        { time: 1, start: 1, end: 2, offset: 2, size: 3, md5: 'b' },
      ],
    }),
    'output' in job.options && job.options.output.kind === 'bytes' ? Uint8Array.of(1, 2, 3, 4, 5) : undefined,
  );

const oneSheet: Script = (job) =>
  job.events.done(
    JSON.stringify({
      width: 160,
      height: 90,
      stills: [
        { time: 0.02, start: 0, end: 10, sheet: 0, x: 0, y: 0 },
        { time: 10, start: 10, end: 3661.5, sheet: 0, x: 160, y: 0 },
        { time: 3661.5, start: 3661.5, end: 3661.5, sheet: 0, x: 320, y: 0 },
      ],
      sheets: [{ width: 480, height: 90, offset: 0, size: 5, md5: 'c' }],
    }),
    'output' in job.options && job.options.output.kind === 'bytes' ? Uint8Array.of(1, 2, 3, 4, 5) : undefined,
  );

const vtt = (name: string) =>
  `WEBVTT\n\n00:00:00.000 --> 00:00:10.000\n${name}#xywh=0,0,160,90\n\n00:00:10.000 --> 01:01:01.500\n${name}#xywh=160,0,160,90\n`;

const rawOf = async (options: object) => {
  const { load, jobs } = fakeBinding(twoStills);
  await stillsWith(load, { input, ...options });
  return jobs[0]?.options;
};

describe('native options', () => {
  test.each([
    [{ times: '1:30' }, { kind: 'times', timesUs: [90_000_000] }],
    [{ times: [1.5, '-1s'] }, { kind: 'times', timesUs: [1_500_000, -1_000_000] }],
    [{ every: 10 }, { kind: 'every', number: 10 }],
    [{ interval: '500ms' }, { kind: 'interval', intervalUs: 500_000 }],
    [{ count: 20 }, { kind: 'count', number: 20, keyFrames: true }],
    [
      { count: 20, keyFrames: false },
      { kind: 'count', number: 20, keyFrames: false },
    ],
  ])('select the frames of %j', async (options, selection) => {
    expect(await rawOf(options)).toMatchObject({ selection, output: { kind: 'bytes' }, format: 'webp', width: 0 });
  });

  test('give tiles of 160 pixels, unless a size is given', async () => {
    expect(await rawOf({ count: 4, sprite: true })).toMatchObject({ sprite: { columns: 0, rows: 0 }, width: 160 });
    expect(await rawOf({ count: 4, sprite: true, columns: 5, height: 50 })).toMatchObject({
      sprite: { columns: 5, rows: 0 },
      width: 0,
      height: 50,
    });
  });

  test.each([
    ['a.webp', 'webp'],
    ['a.PNG', 'png'],
    ['a.jpg', 'jpeg'],
    ['a.part', 'webp'],
  ])('take the format of %s: %s', async (output, format) => {
    expect(await rawOf({ count: 1, output })).toMatchObject({ format });
  });

  test('have numbered files for a path with a number', async () => {
    expect(await rawOf({ count: 2, output: '/100%d/still-%03d.png', overwrite: true })).toMatchObject({
      output: { kind: 'files', before: '/100%d/still-', digits: 3, after: '.png', overwrite: true },
    });
    expect(await rawOf({ count: 2, output: 'a%d.webp' })).toMatchObject({ output: { digits: 1, after: '.webp' } });
    expect(await rawOf({ count: 2, output: '100%.webp' })).toMatchObject({ output: { kind: 'path' } });
  });
});

test.each([
  [{}, 'Give one of times, every, interval and count, to say which frames to take'],
  [{ times: 1, count: 2 }, 'times and count cannot be combined; give one of them'],
  [{ every: '10s' }, 'every must be a positive integer, got "10s"; did you mean interval "10s"?'],
  [{ every: 2, keyFrames: false }, 'keyFrames needs count'],
  [{ count: 2, rows: 3 }, 'rows needs sprite'],
  [{ count: 2, end: 3, duration: 3 }, 'end and duration cannot be combined; give one of them'],
  [{ count: 2, format: 'gif' }, 'format must be webp, png or jpeg, got "gif"'],
  [{ count: 2, output: 'a.gif' }, 'Stills are WebP, PNG or JPEG, but the output a.gif ends in .gif'],
  [{ count: 2, output: 'a.png', format: 'jpg' }, 'The format is jpeg, but the output a.png ends in .png'],
  [
    { times: [1, 'soon'] },
    'times must be a time such as 90, 1:30 or 1m30s, or a list of times, got an array; "soon" is not a time',
  ],
  [{ count: 2, fps: 3 }, 'Unknown option fps'],
])('rejects %j', async (options, message) => {
  const error = await stillsWith(fakeBinding(twoStills).load, { input, ...options }).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(CliploopError);
  expect((error as CliploopError).message.startsWith(message), (error as CliploopError).message).toBe(true);
});

test('returns the bytes of each still', async () => {
  const { stills } = await stillsWith(fakeBinding(twoStills).load, { input, count: 2 });
  expect(stills.map(({ data }) => [...(data ?? [])])).toEqual([
    [1, 2],
    [3, 4, 5],
  ]);
  expect(stills[0]).not.toHaveProperty('offset');
});

test('returns the paths of numbered files', async () => {
  const output = join(folder, 'x-%02d.webp');
  const { stills } = await stillsWith(fakeBinding(twoStills).load, { input, count: 2, output });
  expect(stills.map(({ path }) => path)).toEqual([join(folder, 'x-01.webp'), join(folder, 'x-02.webp')]);
});

describe('sprite sheets', () => {
  test('have a WebVTT index without empty cues', async () => {
    const result = await stillsWith(fakeBinding(oneSheet).load, { input, interval: 10, sprite: true, format: 'jpeg' });
    expect(result.vtt).toBe(vtt('sheet-1.jpg'));
    expect(result.sheets?.[0]?.data).toEqual(Uint8Array.of(1, 2, 3, 4, 5));
  });

  test('write the index beside the sheet, with links that are relative and encoded', async () => {
    const output = join(folder, 'my #1.webp');
    const result = await stillsWith(fakeBinding(oneSheet).load, { input, interval: 10, sprite: true, output });
    expect(result.vttPath).toBe(join(folder, 'my #1.vtt'));
    expect(readFileSync(join(folder, 'my #1.vtt'), 'utf8')).toBe(vtt('my%20%231.webp'));
    const numbered = join(folder, 'sheet-%02d.webp');
    const several = await stillsWith(fakeBinding(oneSheet).load, {
      input,
      interval: 10,
      sprite: true,
      output: numbered,
    });
    expect(several.vttPath).toBe(join(folder, 'sheet.vtt'));
    expect(several.vtt).toBe(vtt('sheet-01.webp'));
  });

  test('keep an existing index unless overwrite is set, and start no job then', async () => {
    writeFileSync(join(folder, 'kept.vtt'), 'before');
    const options = { input, interval: 10, sprite: true, output: join(folder, 'kept.webp') };
    const { load, jobs } = fakeBinding(oneSheet);
    await expect(stillsWith(load, options)).rejects.toMatchObject({ code: 'OUTPUT_EXISTS' });
    expect(jobs).toEqual([]);
    await stillsWith(load, { ...options, overwrite: true });
    expect(readFileSync(join(folder, 'kept.vtt'), 'utf8')).toBe(vtt('kept.webp'));
  });

  test('leave no index when the job fails', async () => {
    const before = readdirSync(folder);
    const failing = fakeBinding((job) => job.fail('DECODE_FAILED', 'x'));
    const options = { input, interval: 10, sprite: true, output: join(folder, 'failed.webp') };
    await expect(stillsWith(failing.load, options)).rejects.toMatchObject({ code: 'DECODE_FAILED' });
    expect(readdirSync(folder)).toEqual(before);
  });
});
