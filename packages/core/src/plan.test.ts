import { expect, test } from 'vitest';
import { CliploopError } from './errors.js';

import { planWith } from './plan.js';
import type { RawPlanResult } from './result/complete-plan.js';
import type { Progress } from './result/progress.js';
import { fakeBinding, type Script } from './testing/fake-binding.js';

const input = new Uint8Array([1]);

const small: RawPlanResult = {
  format: 'gif',
  width: 640,
  height: 360,
  frames: 45,
  exact: true,
  duration: 3,
  start: 0,
  end: 3,
  frameRate: 15,
  delays: { shortest: 0.06, longest: 0.07 },
  loop: 0,
  estimate: { bytes: 2_000_000, low: 1_500_000, high: 2_600_000, frames: 45, seconds: 0.8, encodedFrames: 6 },
  warnings: [],
  source: {} as RawPlanResult['source'],
  timings: {},
};
const planned =
  (result: Partial<RawPlanResult> = {}): Script =>
  (job) =>
    job.events.done(JSON.stringify({ ...small, ...result }));

test('gives the engine the options of animate() without an output', async () => {
  const { load, jobs } = fakeBinding(planned());
  await planWith(load, { input, output: 'never-written.webp', start: '1:30', duration: 2, width: 320, fps: 'source' });
  const raw = jobs[0]?.options;
  expect(raw).toMatchObject({ format: 'webp', startUs: 90_000_000, durationUs: 2_000_000, width: 320 });
  expect(raw).not.toHaveProperty('output');
});

test('returns the result of the engine with smaller sizes and frame rates, the largest output first', async () => {
  const { suggestions, ...result } = await planWith(fakeBinding(planned()).load, { input, width: 640 });
  expect(result).toEqual(small);
  expect(suggestions.map(({ options }) => options)).toEqual([{ fps: 10 }, { width: 480 }, { width: 320 }]);
  const sizes = [small.estimate?.bytes ?? 0, ...suggestions.map(({ bytes }) => bytes)];
  expect(sizes).toEqual([...sizes].sort((a, b) => b - a));
});

test.each([
  ['the height alone', { height: 360 }, { height: 270 }],
  ['both sides', { width: 640, height: 360 }, { width: 480, height: 270 }],
  ['no side', {}, { width: 480 }],
])('suggests sizes in the way in which the caller gives %s', async (_, size, suggested) => {
  const { suggestions } = await planWith(fakeBinding(planned()).load, { input, ...size });
  expect(suggestions.map(({ options }) => options)).toContainEqual(suggested);
});

test('warns about a large output with the estimate of the engine', async () => {
  const estimate = { ...small.estimate, bytes: 310_000_000 } as NonNullable<RawPlanResult['estimate']>;
  const { load } = fakeBinding(planned({ estimate, duration: 60, end: 60, frames: 900 }));
  const { warnings } = await planWith(load, { input });
  expect(warnings).toMatchObject([{ code: 'LARGE_OUTPUT', data: { frames: 900, estimatedBytes: 310_000_000 } }]);
});

test('suggests nothing when the number of frames is unknown', async () => {
  const { load } = fakeBinding(planned({ frames: null, duration: null, estimate: null, delays: null }));
  expect(await planWith(load, { input })).toMatchObject({ estimate: null, suggestions: [], warnings: [] });
});

test('calls onProgress, and not onPlan', async () => {
  const phases: string[] = [];
  const script: Script = async (job) => {
    job.events.progress?.({ phase: 'encode', frames: 1, expectedFrames: 45, bytes: 10 });
    await planned()(job);
  };
  const onPlan = () => phases.push('plan');
  await planWith(fakeBinding(script).load, { input, onPlan, onProgress: ({ phase }: Progress) => phases.push(phase) });
  expect(phases).toEqual(['encode']);
});

test('starts no job with invalid options or after an abort', async () => {
  const { load, jobs } = fakeBinding(planned());
  await expect(planWith(load, { input, fps: -1 })).rejects.toMatchObject({ code: 'INVALID_OPTION' });
  await expect(planWith(load, { input, signal: AbortSignal.abort() })).rejects.toMatchObject({
    code: 'ABORTED',
    name: 'AbortError',
  });
  expect(jobs).toEqual([]);
});

test('cancels the job on an abort', async () => {
  const controller = new AbortController();
  const { load, jobs } = fakeBinding(() => controller.abort());
  await expect(planWith(load, { input, signal: controller.signal })).rejects.toMatchObject({ code: 'ABORTED' });
  expect(jobs[0]?.cancelled).toBe(true);
});

test('fails with the code of the engine', async () => {
  const { load } = fakeBinding((job) => job.fail('START_BEYOND_END', 'the video ends at 4 s'));
  const error = await planWith(load, { input, start: 10 }).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(CliploopError);
  expect(error).toMatchObject({ code: 'START_BEYOND_END' });
});
