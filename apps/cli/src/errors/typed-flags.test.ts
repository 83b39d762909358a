import { afterEach, expect, test } from 'vitest';
import { setTypedFlags, withTypedFlags } from './typed-flags.js';

afterEach(() => setTypedFlags({}));

test.each([
  ['--width must be 16 to 4096 px, got 3', '-w (--width) must be 16 to 4096 px, got 3'],
  ['--start and --fps', '-ss (--start) and --fps'],
  ['--width-x', '--width-x'],
  ['-w (--width) must be', '-w (--width) must be'],
])('writes "%s" with the flags as they were typed', (message, shown) => {
  setTypedFlags({ width: '-w', start: '-ss', fps: '--fps' });
  expect(withTypedFlags(message)).toBe(shown);
});

test('keeps the long form of a flag that was not typed', () => {
  expect(withTypedFlags('--width must be 16 to 4096 px')).toBe('--width must be 16 to 4096 px');
});
