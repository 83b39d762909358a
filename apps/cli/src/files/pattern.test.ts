import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { patternProblem } from './pattern.js';

const folder = mkdtempSync(join(tmpdir(), 'cliploop-pattern-'));
writeFileSync(join(folder, 'a(1).mp4'), 'x');
afterAll(() => rmSync(folder, { recursive: true }));

test.each([
  ['nomatch*.mp4', 'No file matches the pattern '],
  ['?.mp4', 'No file matches the pattern '],
  ['none/*.mp4', 'No file matches the pattern '],
  ['*.mp4', 'The shell did not expand the pattern '],
  ['a(?).mp4', 'The shell did not expand the pattern '],
])('explains the pattern %s', (pattern, message) => {
  expect(patternProblem(join(folder, pattern))?.message).toMatch(message);
});

test.each([['talk.mp4'], ['https://example.com/a.mp4?key=*'], ['-']])(
  'returns undefined for %s, which is not a pattern',
  (path) => {
    expect(patternProblem(path)).toBeUndefined();
  },
);
