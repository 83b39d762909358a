import { appendFileSync, closeSync, existsSync, readFileSync, statSync, writeFileSync, writeSync } from 'node:fs';
import { expect, test } from 'vitest';
import { layoutOf, makeFolders } from './layout.js';
import { boundLog, lastLines, openLog } from './log-file.js';
import { temporaryFolder } from './testing/harness.js';

function layout() {
  const made = layoutOf(temporaryFolder());
  makeFolders(made, false);
  return made;
}

test('the log is private, and the last lines are those since a place in it', () => {
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

test('a log that is too long is emptied under the writer, and one earlier file is kept', () => {
  const here = layout();
  const { file } = openLog(here);
  writeSync(file, 'x'.repeat(100));
  boundLog(here, 100);
  expect(existsSync(`${here.log}.1`)).toBe(false);
  writeSync(file, 'y');
  boundLog(here, 100);
  writeSync(file, 'next\n');
  closeSync(file);
  expect(readFileSync(here.log, 'utf8')).toBe('next\n');
  expect(readFileSync(`${here.log}.1`, 'utf8')).toBe(`${'x'.repeat(100)}y`);
  expect(lastLines(here, 101)).toBe('next');
  appendFileSync(here.log, 'z'.repeat(100));
  boundLog(here, 100);
  expect(readFileSync(`${here.log}.1`, 'utf8')).toContain('next');
});
