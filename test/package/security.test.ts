import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { root } from '../support/paths.ts';

const text = readFileSync(join(root, 'SECURITY.md'), 'utf8');
const rows = text.split('\n').filter((line) => /^\| (?!threat|---)/.test(line));

/** The files that a cell names, from the root. */
const filesOf = (cell: string): string[] =>
  [...cell.matchAll(/`([^`]+)`/g)].map(([, path = '']) => path.replace(/^src\//, 'packages/vod/src/'));

test('names a guard and an existing test for every threat', () => {
  expect(rows.length).toBeGreaterThan(30);
  for (const row of rows) {
    const [threat = '', guard = '', tests = ''] = row
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim());
    const files = filesOf(tests);
    expect(guard, threat).not.toBe('');
    expect(files, threat).not.toEqual([]);
    expect(files.filter((file) => !existsSync(join(root, file)))).toEqual([]);
  }
});
