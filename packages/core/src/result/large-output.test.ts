import { describe, expect, test } from 'vitest';
import { type Job, largeOutput, type SizeOptions, warningText } from './large-output.js';

const film: Job = {
  width: 1280,
  height: 720,
  start: 0,
  duration: 300,
  frames: 4500,
  frameRate: 15,
  estimatedBytes: 1_020_304_050,
};
const nothing: SizeOptions = { width: 0, height: 0, resolutionAdaptive: false, pace: 1 };

test('has the numbers and the options that make the output smaller', () => {
  expect(largeOutput(film, nothing)).toEqual({
    code: 'LARGE_OUTPUT',
    message:
      'The output will be about 1 GB: 4500 frames of 1280x720. Use duration 10, width 480 or fps 12 to make it smaller.',
    data: { frames: 4500, width: 1280, height: 720, duration: 300, estimatedBytes: 1_020_304_050 },
    options: { duration: 10, width: 480, fps: 12 },
  });
});

test('uses other names for options in the message', () => {
  const warning = largeOutput(film, nothing);
  expect(warning && warningText(warning, (name) => `--${name}`)).toBe(
    'The output will be about 1 GB: 4500 frames of 1280x720. Use --duration 10, --width 480 or --fps 12 to make it smaller.',
  );
  expect(warningText({ code: 'END_CLAMPED', message: 'as it is' }, (name) => `--${name}`)).toBe('as it is');
  const assumed = { code: 'RATE_ASSUMED', message: 'Assumed. The option inputFps sets another rate.' } as const;
  expect(warningText(assumed)).toBe(assumed.message);
  expect(warningText(assumed, () => '--input-fps')).toBe('Assumed. --input-fps sets another rate.');
  const chosen = { code: 'STREAM_CHOSEN', message: 'Video (The option x). The option stream chooses 1.' } as const;
  expect(warningText(chosen, (name) => `--${name}`)).toBe('Video (The option x). --stream chooses 1.');
});

test.each([
  ['no warning for 30 s and 50 MB', { duration: 30, estimatedBytes: 50e6 }, undefined],
  ['a warning above 30 s', { duration: 30.5, estimatedBytes: 10 }, 'about 1 kB'],
  ['a warning above 50 MB', { duration: 1, estimatedBytes: 50e6 + 1 }, 'about 50 MB'],
  ['a warning with two digits of gigabytes', { estimatedBytes: 1_640_000_000 }, 'about 1.6 GB'],
  ['a warning with two digits of megabytes', { estimatedBytes: 123_456_789 }, 'about 120 MB'],
])('creates %s', (_, change, size) => {
  const message = largeOutput({ ...film, ...change }, nothing)?.message;
  if (size === undefined) expect(message).toBeUndefined();
  else expect(message?.startsWith(`The output will be ${size}:`)).toBe(true);
});

describe('options of the warning', () => {
  test.each<[string, Partial<Job>, Partial<SizeOptions>, object]>([
    ['all of them', {}, {}, { duration: 10, width: 480, fps: 12 }],
    ['no duration for a short segment', { duration: 10 }, {}, { width: 480, fps: 12 }],
    ['no width for a small output', { width: 480, height: 270 }, {}, { duration: 10, fps: 12 }],
    ['no frame rate for a low frame rate', { frameRate: 12 }, {}, { duration: 10, width: 480 }],
    ['the end if an end was given', { start: 5 }, { end: 200 }, { end: 15, width: 480, fps: 12 }],
    ['the duration if the end is negative', {}, { end: -1 }, { duration: 10, width: 480, fps: 12 }],
    ['seconds of the segment of a fast output', { start: 5 }, { end: 200, pace: 2 }, { end: 25, width: 480, fps: 12 }],
    ['the height if only the height was given', {}, { height: 720 }, { duration: 10, height: 270, fps: 12 }],
    [
      'both sides if both were given',
      {},
      { width: 1280, height: 720 },
      { duration: 10, width: 480, height: 270, fps: 12 },
    ],
    ['the width if it is a percentage', {}, { width: { num: 2, den: 1 } }, { duration: 10, width: 480, fps: 12 }],
    [
      'the width as the long edge if resolutionAdaptive is set',
      { width: 720, height: 1280 },
      { resolutionAdaptive: true },
      { duration: 10, width: 480, fps: 12 },
    ],
  ])('suggest %s', (_, job, given, options) => {
    expect(largeOutput({ ...film, ...job }, { ...nothing, ...given })?.options).toEqual(options);
  });

  test('form a complete sentence without options and with one option', () => {
    const small: Job = { ...film, width: 100, height: 100, frameRate: 10 };
    expect(largeOutput({ ...small, duration: 9 }, nothing)?.message).toBe(
      'The output will be about 1 GB: 4500 frames of 100x100.',
    );
    expect(largeOutput(small, nothing)?.message).toBe(
      'The output will be about 1 GB: 4500 frames of 100x100. Use duration 10 to make it smaller.',
    );
  });
});
