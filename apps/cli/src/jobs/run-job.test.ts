import { expect, test } from 'vitest';
import { withExpected } from './run-job.js';

const progress = { phase: 'encode', frames: 30, expectedFrames: 0, bytes: 1000 };

test.each([
  ['the plan, when the engine expects none', progress, 60, 60],
  ['the engine, when it expects some', { ...progress, expectedFrames: 45 }, 60, 45],
  ['nobody, when there are more than planned', { ...progress, frames: 61 }, 60, 0],
  ['nobody, when the plan has none', progress, 0, 0],
])('the number of frames comes from %s', (_, given, planned, expected) => {
  expect(withExpected(given, planned)).toEqual({ ...given, expectedFrames: expected });
});
