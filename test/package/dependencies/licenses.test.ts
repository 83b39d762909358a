import { describe, expect, test } from 'vitest';
import { fromNpm, nameOf } from './lock.ts';

/** Licenses of packages that users install. All allow use in programs under any license, with a notice. */
const permissive = [
  'MIT',
  'ISC',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'Apache-2.0',
  '0BSD',
  'BlueOak-1.0.0',
  'CC0-1.0',
  'Unlicense',
];

/**
 * Other licenses of packages that only build the console. Users install them, but nothing of them is in the files that the service
 * sends.
 */
const forBuild: Readonly<Record<string, RegExp>> = { 'MPL-2.0': /^lightningcss/ };

/** Other licenses of packages that only tests and checks use. They are never part of what users install. */
const forTests: Readonly<Record<string, RegExp>> = {
  'AGPL-3.0+': /^gifski$/,
  'LGPL-3.0-or-later': /^@img\/sharp-/,
  'CC BY-SA 4.0': /^@cspell\/dict-/,
  WTFPL: /^@cspell\/dict-/,
  'Python-2.0': /^argparse$/,
  'AFL-2.1': /^json-schema$/,
  'MPL-2.0': /^axe-core$/,
};

/** Licenses that only the README of a package names. */
const inReadme: Readonly<Record<string, string>> = { 'combine-errors': 'MIT' };

/** Whether every license of a conjunction, or one of an alternative, is allowed. */
function isAllowed(license: string, allows: (name: string) => boolean): boolean {
  const terms = license.replace(/^\(|\)$/g, '');
  if (terms.includes(' OR ')) return terms.split(' OR ').some(allows);
  return terms.split(' AND ').every(allows);
}

describe('licenses', () => {
  test('are permissive in every package that users install', () => {
    const allows = (path: string) => (name: string) =>
      permissive.includes(name) || forBuild[name]?.test(nameOf(path)) === true;
    const others = fromNpm
      .filter(([, { dev }]) => !dev)
      .filter(([path, { license = inReadme[nameOf(path)] ?? 'none' }]) => !isAllowed(license, allows(path)))
      .map(([path, { license }]) => `${path}: ${license}`);
    expect(others).toEqual([]);
  });

  test('are permissive, or known other ones, in every package for tests', () => {
    const allows = (path: string) => (name: string) =>
      permissive.includes(name) || forTests[name]?.test(nameOf(path)) === true;
    const others = fromNpm
      .filter(([, { dev }]) => dev)
      .filter(([path, { license = inReadme[nameOf(path)] ?? 'none' }]) => !isAllowed(license, allows(path)))
      .map(([path, { license }]) => `${path}: ${license}`);
    expect(others).toEqual([]);
  });
});
