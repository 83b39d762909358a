import { expect, test } from 'vitest';
import { shownSizeText } from './shown-size.ts';

test('swaps the sides of a video that is turned by a quarter', () => {
  expect(shownSizeText({ Width: 1920, Height: 1080, Rotate: 90 })).toBe('1080×1920');
  expect(shownSizeText({ Width: 1920, Height: 1080, Rotate: -90 })).toBe('1080×1920');
  expect(shownSizeText({ Width: 1920, Height: 1080, Rotate: 180 })).toBe('1920×1080');
  expect(shownSizeText({ Width: 0, Height: 0, Rotate: 0 })).toBe('');
  expect(shownSizeText(undefined)).toBe('');
});
