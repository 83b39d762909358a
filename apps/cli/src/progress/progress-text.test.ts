import { describe, expect, test } from 'vitest';
import { type MeasuredProgress, progressBar, progressLine } from './progress-text.js';

const half: MeasuredProgress = {
  phase: 'encode',
  frames: 30,
  expectedFrames: 60,
  bytes: 1500,
  fps: 12.3,
  secondsLeft: 2.4,
};

test.each<[number, string]>([
  [100, '[##########----------]  50%  30/60 frames  12 fps  1.5 kB  2 s left'],
  [60, '[##########----------]  50%  12 fps  1.5 kB  2 s left'],
  [52, '[##########----------]  50%  12 fps  2 s left'],
  [30, '[#####-----]  50%  2 s left'],
  [14, '50%  2 s left'],
  [5, '50%'],
  [2, '50'],
])('shows the details that fit into %d columns', (columns, text) => {
  expect(progressBar(half, columns)).toBe(text);
});

describe('progressLine', () => {
  test.each<[Partial<MeasuredProgress>, string]>([
    [{ phase: 'open', frames: 0, expectedFrames: 0 }, 'Opening the input'],
    [{ phase: 'seek', frames: 0 }, 'Seeking to the start'],
    [{}, 'Encoding: 50%, 30/60 frames, 12 fps, 1.5 kB, 2 s left'],
    [{ fps: undefined, secondsLeft: undefined }, 'Encoding: 50%, 30/60 frames, 1.5 kB'],
    [{ fps: 2.25, secondsLeft: 130 }, 'Encoding: 50%, 30/60 frames, 2.3 fps, 1.5 kB, 2 min 10 s left'],
    [{ expectedFrames: 0, secondsLeft: undefined }, 'Encoding: 30 frames, 12 fps, 1.5 kB'],
    [{ frames: 1, expectedFrames: 0, fps: undefined, secondsLeft: undefined }, 'Encoding: 1 frame, 1.5 kB'],
    [{ frames: 61, secondsLeft: undefined }, 'Encoding: 100%, 61/60 frames, 12 fps, 1.5 kB'],
    [{ frames: 59 }, 'Encoding: 98%, 59/60 frames, 12 fps, 1.5 kB, 2 s left'],
    [{ phase: 'write', frames: 60 }, 'Writing the file'],
  ])('describes %j', (change, line) => {
    expect(progressLine({ ...half, ...change })).toBe(line);
  });
});

test('shows the count, rate and size while the total is unknown', () => {
  const unknown = { ...half, expectedFrames: 0, secondsLeft: undefined };
  expect(progressBar(unknown, 80)).toBe('Encoding  30 frames  12 fps  1.5 kB');
  expect(progressBar(unknown, 25)).toBe('30 frames  12 fps');
  expect(progressBar(unknown, 10)).toBe('30 frames');
});
