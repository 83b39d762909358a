import { describe, expect, test } from 'vitest';
import { type Given, type Job, largeOutput, warningText } from './large-output.js';

const film: Job = {
  width: 1280,
  height: 720,
  start: 0,
  duration: 300,
  frames: 4500,
  frameRate: 15,
  estimatedBytes: 1_020_304_050,
};
const nothing: Given = { width: 0, height: 0, resolutionAdaptive: false };

test('the warning has the numbers and the options that make the output smaller', () => {
  expect(largeOutput(film, nothing)).toEqual({
    code: 'LARGE_OUTPUT',
    message: 'about 1 GB: 4500 frames of 1280x720; duration 10, width 480 or fps 12 make it smaller',
    data: { frames: 4500, width: 1280, height: 720, duration: 300, estimatedBytes: 1_020_304_050 },
    options: { duration: 10, width: 480, fps: 12 },
  });
});

test('the message can have the names of flags', () => {
  const warning = largeOutput(film, nothing);
  expect(warning && warningText(warning, (name) => `--${name}`)).toBe(
    'about 1 GB: 4500 frames of 1280x720; --duration 10, --width 480 or --fps 12 make it smaller',
  );
  expect(warningText({ code: 'END_CLAMPED', message: 'as it is' }, (name) => `--${name}`)).toBe('as it is');
});

test.each([
  ['30 s and 50 MB are not told about', { duration: 30, estimatedBytes: 50e6 }, undefined],
  ['more than 30 s are, however few bytes', { duration: 30.5, estimatedBytes: 10 }, 'about 1 kB'],
  ['more than 50 MB are, however short', { duration: 1, estimatedBytes: 50e6 + 1 }, 'about 50 MB'],
  ['gigabytes with two digits', { estimatedBytes: 1_640_000_000 }, 'about 1.6 GB'],
  ['megabytes with two digits', { estimatedBytes: 123_456_789 }, 'about 120 MB'],
])('%s', (_, change, start) => {
  const message = largeOutput({ ...film, ...change }, nothing)?.message;
  if (start === undefined) expect(message).toBeUndefined();
  else expect(message?.startsWith(`${start}:`)).toBe(true);
});

describe('names only options that make the output smaller', () => {
  test.each<[string, Partial<Job>, Partial<Given>, object]>([
    ['all of them', {}, {}, { duration: 10, width: 480, fps: 12 }],
    ['not the duration of a short segment', { duration: 10 }, {}, { width: 480, fps: 12 }],
    ['not the width of a small picture', { width: 480, height: 270 }, {}, { duration: 10, fps: 12 }],
    ['not the rate of slow frames', { frameRate: 12 }, {}, { duration: 10, width: 480 }],
    ['the end where an end was given', { start: 5 }, { end: 200 }, { end: 15, width: 480, fps: 12 }],
    ['the duration where the end counts from the end', {}, { end: -1 }, { duration: 10, width: 480, fps: 12 }],
    ['the height where only the height was given', {}, { height: 720 }, { duration: 10, height: 270, fps: 12 }],
    [
      'both sides where both were given',
      {},
      { width: 1280, height: 720 },
      { duration: 10, width: 480, height: 270, fps: 12 },
    ],
    ['the width where it is a percentage', {}, { width: { num: 2, den: 1 } }, { duration: 10, width: 480, fps: 12 }],
    [
      'the long edge where the width names it',
      { width: 720, height: 1280 },
      { resolutionAdaptive: true },
      { duration: 10, width: 480, fps: 12 },
    ],
  ])('%s', (_, job, given, options) => {
    expect(largeOutput({ ...film, ...job }, { ...nothing, ...given })?.options).toEqual(options);
  });

  test('is a complete sentence without options and with one option', () => {
    const small: Job = { ...film, width: 100, height: 100, frameRate: 10 };
    expect(largeOutput({ ...small, duration: 9 }, nothing)?.message).toBe('about 1 GB: 4500 frames of 100x100');
    expect(largeOutput(small, nothing)?.message).toBe(
      'about 1 GB: 4500 frames of 100x100; duration 10 makes it smaller',
    );
  });
});
