import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { removeMovedBuild } from './build.js';

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

describe('removeMovedBuild', () => {
  it('keeps a build of this folder', () => {
    const build = buildFor(folder);
    removeMovedBuild(build, folder);
    expect(existsSync(build)).toBe(true);
  });

  it('removes a build of another folder', () => {
    const build = buildFor('/elsewhere');
    removeMovedBuild(build, folder);
    expect(existsSync(build)).toBe(false);
  });

  it('does nothing without a build', () => {
    expect(() => removeMovedBuild(join(folder, 'none'), folder)).not.toThrow();
  });
});
