import { expect, test } from 'vitest';
import { aliasCommandLine, otherToolHint } from './other-tools.js';

test.each([
  [['info', 'talk.mp4'], 'cliploop probe talk.mp4'],
  [['FFprobe', 'my talk.mp4'], "cliploop probe 'my talk.mp4'"],
  [['convert', 'talk.mp4', '-w', '3'], 'cliploop talk.mp4 -w 3'],
  [['webp', 'talk.mp4'], 'cliploop talk.mp4 -f webp'],
  [['gif'], 'cliploop animate'],
  [['nonsense', 'talk.mp4'], undefined],
  [[], undefined],
])('suggests for %j: %s', (args, line) => {
  expect(aliasCommandLine(args)).toBe(line);
});

test('has hints only for flags of other tools', () => {
  expect(otherToolHint('--position')).toBe('Did you mean --gravity?');
  expect(otherToolHint('--toString')).toBeUndefined();
  expect(otherToolHint('toString')).toBeUndefined();
});
