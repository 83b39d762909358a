import { expect, test } from 'vitest';
import { acceptsWebp } from './url-animation.js';

test.each([
  ['image/webp', true],
  ['image/avif,image/webp,image/apng,image/svg+xml,image/*,*/*;q=0.8', true],
  ['IMAGE/WEBP ; q=0.5', true],
  ['image/webp;q=0', false],
  ['image/webp; q=0.000', false],
  ['image/*,*/*', false],
  ['image/webp2', false],
  ['', false],
  [undefined, false],
])('finds out whether "%s" has image/webp: %s', (accept, expected) => {
  expect(acceptsWebp(accept)).toBe(expected);
});
