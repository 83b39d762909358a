import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { dropMovedBuild } from './build.js';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cliploop-build-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** @param {string} home */
function buildFor(home) {
  const build = join(folder, 'build');
  mkdirSync(build);
  writeFileSync(join(build, 'CMakeCache.txt'), `A:STRING=1\nCMAKE_HOME_DIRECTORY:INTERNAL=${home}\n`);
  return build;
}

it('keeps a build of this folder', () => {
  const build = buildFor(folder);
  dropMovedBuild(build, folder);
  expect(existsSync(build)).toBe(true);
});

it('drops a build of another folder', () => {
  const build = buildFor('/elsewhere');
  dropMovedBuild(build, folder);
  expect(existsSync(build)).toBe(false);
});

it('needs no build', () => {
  expect(() => dropMovedBuild(join(folder, 'none'), folder)).not.toThrow();
});
