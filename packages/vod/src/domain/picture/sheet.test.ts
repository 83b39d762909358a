import { expect, test } from 'vitest';
import type { MediaMetaData } from '../../store/tables/media.js';
import { sheetFor, shownSize } from './sheet.js';

const meta = (Width: number, Height: number, Rotate = 0) => ({ Width, Height, Rotate }) as MediaMetaData;
const wide = meta(1920, 1080);

test('turns a rotated video, and takes 16:9 for an unknown size', () => {
  expect(shownSize(meta(1920, 1080, 90))).toEqual({ width: 1080, height: 1920 });
  expect(shownSize(meta(1920, 1080, -180))).toEqual({ width: 1920, height: 1080 });
  expect(shownSize(meta(0, 0))).toEqual({ width: 16, height: 9 });
});

test.each([
  ['ten columns and all rows for small stills', { width: 160, height: 0 }, {}, { columns: 10, rows: 40 }],
  ['the rows of a known count', { width: 160, height: 0 }, { count: 21 }, { columns: 10, rows: 3 }],
  ['the columns of the request', { width: 160, height: 0 }, { count: 21, columns: 4 }, { columns: 4, rows: 6 }],
  ['fewer columns for wide stills', { width: 4096, height: 64 }, { count: 8 }, { columns: 3, rows: 3 }],
  ['fewer rows for high stills', { width: 64, height: 4096 }, {}, { columns: 10, rows: 3 }],
  ['fewer rows where they would need much memory', { width: 1000, height: 1000 }, {}, { columns: 10, rows: 6 }],
])('makes a sheet with %s', (_, size, given, expected) => {
  expect(sheetFor(wide, size, given)).toEqual(expected);
});
