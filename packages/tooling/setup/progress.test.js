import { expect, test } from 'vitest';
import { buildProgress } from './progress.js';

test('reads the progress of ninja and of make', () => {
  expect(buildProgress('build: [1/187] Building a.o\nbuild: [12/187] Building b.o\n')).toBe('12 of 187 files');
  expect(buildProgress('[  3%] Building a.o\n[100%] Linking\n')).toBe('100 %');
  expect(buildProgress('added 671 packages in 37s\n')).toBeUndefined();
});
