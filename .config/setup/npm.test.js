import { describe, expect, it } from 'vitest';
import { isInstalled, lockAgrees } from './npm.js';

describe('lockAgrees', () => {
  const locked = { '': { devDependencies: { turbo: '2' } }, native: { dependencies: { b: '1', a: '1' } } };
  const manifests = { '': { devDependencies: { turbo: '2' } }, native: { dependencies: { a: '1', b: '1' } } };
  /** @param {string} folder */
  const manifestOf = (folder) => Object.entries(manifests).find(([name]) => name === folder)?.[1];

  it('accepts the same dependencies in another order', () => {
    expect(lockAgrees(locked, manifestOf, ['', 'native'])).toBe(true);
  });

  it('refuses a workspace that the lock does not know', () => {
    expect(lockAgrees(locked, manifestOf, ['', 'native', 'packages/new'])).toBe(false);
  });

  it('refuses a dependency that the lock does not know', () => {
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

  it('does without optional packages of other platforms', () => {
    expect(isInstalled(locked, { ...a, ...native })).toBe(true);
  });

  it('asks for every workspace and for the version of the lock', () => {
    expect(isInstalled(locked, a)).toBe(false);
    expect(isInstalled(locked, { ...native, 'node_modules/a': { version: '1.0.1' } })).toBe(false);
    expect(isInstalled(locked, {})).toBe(false);
  });
});
