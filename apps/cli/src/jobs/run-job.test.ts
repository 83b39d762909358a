import { expect, test } from 'vitest';
import { withExpectedFrames } from './run-job.js';

const progress = { phase: 'encode' as const, frames: 30, expectedFrames: 0, bytes: 1000 };

test.each([
  ['the plan if the engine reports no total', progress, 60, 60],
  ['the engine if it reports the total', { ...progress, expectedFrames: 45 }, 60, 45],
  ['neither if there are more frames than planned', { ...progress, frames: 61 }, 60, 0],
  ['neither if the plan has no total', progress, 0, 0],
])('takes the number of expected frames from %s', (_, given, plannedFrames, expected) => {
  expect(withExpectedFrames(given, plannedFrames)).toEqual({ ...given, expectedFrames: expected });
});
