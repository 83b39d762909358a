import { appendFileSync, closeSync, existsSync, readFileSync, statSync, writeFileSync, writeSync } from 'node:fs';
import { expect, test } from 'vitest';
import { layoutOf, makeFolders } from './layout.js';
import { lastLines, limitLog, openLog } from './log-file.js';
import { temporaryFolder } from './testing/harness.js';

function layout() {
  const made = layoutOf(temporaryFolder());
  makeFolders(made, false);
  return made;
}

test('creates a private log, and reads its last lines after an offset', () => {
  const here = layout();
  expect(lastLines(here)).toBe('');
  writeFileSync(here.log, 'earlier\n', { mode: 0o600 });
  const { file, end } = openLog(here);
  writeSync(file, 'one\ntwo\nthree\n');
  closeSync(file);
  expect(lastLines(here, end)).toBe('one\ntwo\nthree');
  expect(lastLines(here, end, 2)).toBe('two\nthree');
  expect(lastLines(here)).toBe('earlier\none\ntwo\nthree');
  expect(statSync(here.log).mode & 0o777).toBe(0o600);
});

test('empties a log that is too large while it is open, and keeps one earlier log', () => {
  const here = layout();
  const { file } = openLog(here);
  writeSync(file, 'x'.repeat(100));
  limitLog(here, 100);
  expect(existsSync(`${here.log}.1`)).toBe(false);
  writeSync(file, 'y');
  limitLog(here, 100);
  writeSync(file, 'next\n');
  closeSync(file);
  expect(readFileSync(here.log, 'utf8')).toBe('next\n');
  expect(readFileSync(`${here.log}.1`, 'utf8')).toBe(`${'x'.repeat(100)}y`);
  expect(lastLines(here, 101)).toBe('next');
  appendFileSync(here.log, 'z'.repeat(100));
  limitLog(here, 100);
  expect(readFileSync(`${here.log}.1`, 'utf8')).toContain('next');
});
