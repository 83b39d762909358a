import { createReadStream, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { animate, plan } from '@cliploop/core';
import { planResultSchema } from '@cliploop/core/schema';
import { beforeAll, describe, expect, test } from 'vitest';
import { mismatches } from '../../packages/core/src/testing/mismatches.ts';
import { numbered, plainClip } from '../fixtures/numbered.ts';
import { numberedSources } from '../fixtures/numbered-sources.ts';
import { expectRefusal } from '../support/engine.ts';
import { root } from '../support/paths.ts';
import { run } from '../support/run.ts';

const coreDist = join(root, 'packages/core/dist');
let clip: string;
beforeAll(async () => {
  clip = await plainClip();
});

describe.each([
  'mp4 h264 open GOP',
  'mp4 hevc 24 fps',
  'webm vp9 30 fps',
  'ts h264, one key frame',
  'mpg mpeg2 25 fps',
  'avi mpeg4 25 fps',
  'flv h264 30 fps',
] as const)('%s', (name) => {
  test.each([
    ['gif', { start: 1.2, duration: 1.5 }],
    ['webp', { start: 0, end: 2, fps: 'source' }],
  ] as const)('plans the segment, frames and delays of the %s that animate() makes', async (format, segment) => {
    const spec = numberedSources[name];
    if (spec === undefined) throw new Error(`no source ${name}`);
    const given = { input: await numbered(name.replaceAll(/[^a-z0-9]+/g, '-'), spec), format, ...segment, width: 96 };
    const planned = await plan(given);
    const made = await animate(given);
    expect(mismatches(planResultSchema.json, planned)).toEqual([]);
    const { width, height, start, end, duration, loop } = made;
    // The packets of MPEG program streams have no time stamps of their own.
    const exact = !name.startsWith('mpg');
    expect(planned).toMatchObject({ format, width, height, start, end, duration, loop, exact });
    expect(planned.frames).toBe(made.frames);
    expect(planned.source).toMatchObject({ codec: made.source.codec, width: made.source.width });
    const { bytes = 0, low = 0, high = 0 } = planned.estimate ?? {};
    expect(bytes).toBeGreaterThan(made.size / 4);
    expect(bytes).toBeLessThan(made.size * 4);
    expect(low).toBeLessThanOrEqual(bytes);
    expect(high).toBeGreaterThanOrEqual(bytes);
  });
});

test('gives the same estimate for the same input with any number of threads', async () => {
  const estimates = await Promise.all(
    [1, 2, 3, 1].map(async (threads) => (await plan({ input: clip, threads, format: 'webp' })).estimate),
  );
  const sizes = estimates.map((estimate) => [estimate?.bytes, estimate?.low, estimate?.high, estimate?.encodedFrames]);
  expect(new Set(sizes.map((size) => JSON.stringify(size))).size).toBe(1);
});

// A plan of a job as short as 50 ms may cost a larger share of it.
test('encodes a small part of the frames', async () => {
  const { estimate, frames } = await plan({ input: await plainClip(20), fps: 'source' });
  expect(estimate?.encodedFrames).toBeLessThan((frames ?? 0) / 5);
});

test('plans bytes and streams', async () => {
  const given = { end: 1, width: 96 };
  const { frames, estimate } = await plan({ ...given, input: clip });
  const fromBytes = await plan({ ...given, input: readFileSync(clip) });
  expect(fromBytes).toMatchObject({ frames, exact: false });
  expect(fromBytes.estimate?.bytes).toBeGreaterThan((estimate?.bytes ?? 0) / 4);
  const fromStream = await plan({ ...given, input: createReadStream(clip) });
  expect(fromStream.frames).toBe(frames);
  expect(fromStream.estimate?.bytes).toBeGreaterThan(0);
});

test('suggests options with smaller outputs, as the caller gives the size', async () => {
  const { suggestions, estimate } = await plan({ input: clip, width: 1000, height: 600, fps: 30 });
  expect(suggestions.map(({ options }) => options)).toContainEqual({ width: 480, height: 288 });
  expect(suggestions.map(({ options }) => options)).toContainEqual({ fps: 10 });
  const sizes = suggestions.map(({ bytes }) => bytes);
  expect(sizes).toEqual([...sizes].sort((a, b) => b - a));
  expect(sizes[0]).toBeLessThan(estimate?.bytes ?? 0);
});

test('warns about what animate() warns about before it encodes', async () => {
  const { warnings } = await plan({ input: clip, end: 100, width: 640, fps: 60 });
  expect(warnings.map(({ code }) => code)).toEqual(
    expect.arrayContaining(['END_CLAMPED', 'SIZE_ABOVE_SOURCE', 'FPS_ABOVE_SOURCE']),
  );
});

test('fails like animate()', async () => {
  await expectRefusal(plan({ input: clip, start: 1000 }), 'START_BEYOND_END');
  await expectRefusal(plan({ input: clip, start: 2, end: 1 }), 'SEGMENT_EMPTY');
  await expectRefusal(plan({ input: clip, limits: { maxFrames: 3 } }), 'LIMIT_FRAMES');
});

test('plans in the sandbox, from a descriptor', async () => {
  const child = join(import.meta.dirname, 'plan-sandbox-child.mjs');
  const { stdout, stderr } = await run(process.execPath, [child, coreDist, clip]);
  expect(stderr).toBe('');
  const { layers, result } = JSON.parse(stdout.toString());
  expect(layers).toContain('limits');
  expect(result.estimate.bytes).toBe((await plan({ input: clip, threads: 2 })).estimate?.bytes);
});
