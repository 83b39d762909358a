import { animateSchema, limitsSchema } from '@cliploop/core/schema';
import { describe, expect, test } from 'vitest';
import {
  animateFlags,
  flagName,
  flagOf,
  animateOptionsOf as optionsOf,
  stillsFlags,
  stillsOptionsOf,
} from './option-flags.js';

test('has a flag for each limit and each option that a command line can carry', () => {
  const options = Object.keys(animateSchema).filter(
    (name) => !['input', 'signal', 'onProgress', 'onPlan', 'limits'].includes(name),
  );
  expect(Object.keys(animateFlags)).toEqual([...options, ...Object.keys(limitsSchema)].map(flagName));
  expect(Object.keys(stillsFlags)).toEqual(
    expect.arrayContaining(['times', 'every', 'key-frames', 'sprite', 'timeout-ms']),
  );
});

test('converts the flags of stills', () => {
  expect(stillsOptionsOf({ times: '1:30,2,-1', 'key-frames': false, sprite: true, 'max-frames': '5' })).toEqual({
    times: ['1:30', 2, -1],
    keyFrames: false,
    sprite: true,
    limits: { maxFrames: 5 },
  });
});

test('writes names in kebab case', () => {
  expect(flagName('resolutionAdaptive')).toBe('resolution-adaptive');
  expect(flagName('timeoutMs')).toBe('timeout-ms');
});

describe('optionsOf', () => {
  test.each([
    [{ start: '-3' }, { start: -3 }],
    [{ start: '1:30' }, { start: '1:30' }],
    [{ fps: '29.97' }, { fps: 29.97 }],
    [{ fps: 'source' }, { fps: 'source' }],
    [{ fps: '30000/1001' }, { fps: '30000/1001' }],
    [{ width: '480' }, { width: 480 }],
    [{ quality: 'high' }, { quality: 'high' }],
    [
      { start: '1m30s', end: '+5' },
      { start: '1m30s', end: '+5' },
    ],
    [
      { width: '50%', loop: 'forever', 'max-output-bytes': '5MB' },
      { width: '50%', loop: 'forever', limits: { maxOutputBytes: '5MB' } },
    ],
    [{ template: '20001' }, { template: 20001 }],
    [{ template: 'small.json' }, { template: 'small.json' }],
    [{ 'resolution-adaptive': false }, { resolutionAdaptive: false }],
    [{ 'max-frames': '10', 'timeout-ms': '500' }, { limits: { maxFrames: 10, timeoutMs: 500 } }],
    [{ json: true }, {}],
  ])('converts %j', (flags, options) => {
    expect(optionsOf(flags)).toEqual(options);
  });
});

test.each([
  ['width', '--width'],
  ['resolutionAdaptive', '--resolution-adaptive'],
  ['limits.timeoutMs', '--timeout-ms'],
  ['input', 'input'],
])('names the flag of the option %s: %s', (option, flag) => {
  expect(flagOf(option)).toBe(flag);
});
