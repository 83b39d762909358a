import { expect, test } from 'vitest';
import { expectedSize } from './expected-size.ts';

const wide = { width: 1920, height: 1080 };
const tall = { width: 1080, height: 1920 };

test.each([
  [{ Width: 480 }, wide, { width: 480, height: 270 }],
  [{ Width: 480 }, tall, { width: 270, height: 480 }],
  [{ Width: 480, ResolutionAdaptive: false }, tall, { width: 480, height: 853 }],
  [{ Height: 270 }, wide, { width: 480, height: 270 }],
  [{ Width: 480, Height: 100 }, wide, { width: 480, height: 100 }],
  [{}, wide, wide],
  [{ Width: 320 }, { width: 0, height: 0 }, { width: 320, height: 180 }],
])('settings %j make a picture of the right size of the video %j', (settings, video, expected) => {
  expect(expectedSize(settings, video)).toEqual(expected);
});
