import { readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { root } from '../support/paths.ts';
import { output } from '../support/run.ts';

/** Allowed names at the top level, besides names that begin with a dot. */
const allowed = [
  'package.json',
  'package-lock.json',
  'turbo.json',
  'tsconfig.base.json',
  'packages',
  'native',
  'apps',
  'test',
  'README.md',
  'LICENSE',
  'CHANGELOG.md',
  'CONTRIBUTING.md',
  'SECURITY.md',
];
const required = allowed.concat('.ci', '.gitignore');
const sources = ['.ts', '.tsx', '.js', '.mjs', '.cc', '.h'];
const MOST_LINES = 400;

/** Everything that belongs to the repository: tracked, or new and not ignored. */
let files: string[];
beforeAll(async () => {
  const listed = await output('git', ['ls-files', '-co', '--exclude-standard', '-z'], { cwd: root }).catch(() => null);
  files = listed === null ? walk('') : listed.toString().split('\0').filter(Boolean);
});

/** The files without git or outside a checkout: all files except generated ones. */
function walk(folder: string): string[] {
  const made = /^(?:node_modules|dist|build|build-.*|coverage|\.turbo|\.cache|\.git)$|\.(?:log|tsbuildinfo)$/;
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (made.test(entry.name)) return [];
    return entry.isDirectory() ? walk(path) : [path];
  });
}

const read = (file: string): string => readFileSync(join(root, file), 'utf8');
const texts = (): string[] =>
  files.filter((file) => !/(^|\/)package-lock\.json$|\.(gif|webp|png|ico|woff2)$/.test(file));

describe('layout of the repository', () => {
  test('contains only the allowed names at the top level', () => {
    const top = [...new Set(files.map((file) => file.split('/')[0] ?? ''))];
    expect(top.filter((name) => !name.startsWith('.') && !allowed.includes(name))).toEqual([]);
    expect(required.filter((name) => !readdirSync(root).includes(name))).toEqual([]);
  });

  test.each([
    ['unfinished marks', /\b(?:TO[D]O|FIX[M]E|XX[X])\b/],
    ['disabled checks', /biome-ignor[e]|eslint-disabl[e]|@ts-(?:ignor[e]|nochec[k])|prettier-ignor[e]/],
    ['absolute paths of one machine', /(?<![\w./$}-])\/(?:work|root)\/[a-z]/],
    ['untyped values', /(?::|<|\bas)\s*an[y]\b(?=\s*[;,)>[\]|=])/],
  ])('contains no %s', (_, pattern) => {
    const code = texts().filter((file) => sources.includes(extname(file)) || file.startsWith('.ci/'));
    const found = code.flatMap((file) =>
      read(file)
        .split('\n')
        .flatMap((line, i) => (pattern.test(line) ? [`${file}:${i + 1}: ${line.trim()}`] : [])),
    );
    expect(found).toEqual([]);
  });

  test('keeps files small', () => {
    const long = files.filter(
      (file) => sources.includes(extname(file)) && read(file).split('\n').length > MOST_LINES + 1,
    );
    expect(long).toEqual([]);
  });

  test('contains no media and no build output', () => {
    expect(
      files.filter((file) =>
        /\.(mp4|mov|webm|mkv|ts\.bin|node|o|a|tsbuildinfo)$|(^|\/)(dist|build|node_modules)\//.test(file),
      ),
    ).toEqual([]);
  });

  test('imports no database and no HTTP/2 in packages/core', () => {
    const found = files.filter(
      (file) => file.startsWith('packages/core/src/') && /from '(?:pg|kysely|node:http2)'/.test(read(file)),
    );
    expect(found).toEqual([]);
  });

  test('includes napi.h only in the folders of the addons', () => {
    const found = files.filter(
      (file) => /^native\/src\/.*\.(cc|h)$/.test(file) && /#include\s*[<"]napi\.h/.test(read(file)),
    );
    expect(found.filter((file) => !/^native\/src\/(sandbox_)?addon\//.test(file))).toEqual([]);
  });
});
