import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { removeBuildOfOtherCompiler } from './engine-builds.js';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cliploop-build-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** @param {string} line of the cache of CMake */
const cache = (line) => writeFileSync(join(folder, 'CMakeCache.txt'), `A:STRING=1\n${line}\nB:STRING=2\n`);

describe('removeBuildOfOtherCompiler', () => {
  it.each(['CMAKE_CXX_COMPILER:FILEPATH=/usr/bin/clang++', 'CMAKE_CXX_COMPILER:STRING=clang++'])('keeps %s', (line) => {
    cache(line);
    removeBuildOfOtherCompiler(folder, 'clang++');
    expect(existsSync(folder)).toBe(true);
  });

  it.each(['CMAKE_CXX_COMPILER:FILEPATH=/usr/bin/c++', 'CMAKE_CXX_COMPILER:STRING=g++', 'NOTHING:STRING='])(
    'removes %s',
    (line) => {
      cache(line);
      removeBuildOfOtherCompiler(folder, 'clang++');
      expect(existsSync(folder)).toBe(false);
    },
  );

  it('does nothing without a build', () => {
    removeBuildOfOtherCompiler(folder, 'clang++');
    expect(existsSync(folder)).toBe(true);
  });
});
