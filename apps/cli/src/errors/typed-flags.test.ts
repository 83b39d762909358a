import { afterEach, expect, test } from 'vitest';
import { asTyped, rememberTyped, withTypedFlags } from './typed-flags.js';

afterEach(() => rememberTyped({}));

const failure = { code: 'INVALID_OPTION', suggestion: '', exitCode: 2 };

test.each([
  ['--width must be 16 to 4096 px, got 3', '-w (--width) must be 16 to 4096 px, got 3'],
  ['--start and --fps', '-ss (--start) and --fps'],
  ['--width-x', '--width-x'],
  ['-w (--width) must be', '-w (--width) must be'],
])('"%s" names flags as they were typed', (message, shown) => {
  rememberTyped({ width: '-w', start: '-ss', fps: '--fps' });
  expect(withTypedFlags({ ...failure, message }).message).toBe(shown);
});

test('a flag that was not typed has its long form', () => {
  expect(asTyped('width')).toBe('--width');
});
