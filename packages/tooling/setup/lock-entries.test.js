import { describe, expect, it } from 'vitest';
import { neededEntries } from './lock-entries.js';

const locked = {
  '': { dependencies: { turbo: '2' }, devDependencies: { vitest: '4' } },
  'apps/cli': { dependencies: { '@cliploop/core': '1', open: '1' } },
  'apps/server': { dependencies: { fastify: '5' } },
  'packages/core': { devDependencies: { sharp: '1' }, optionalDependencies: { fast: '1' } },
  'node_modules/cliploop': { resolved: 'apps/cli', link: true },
  'node_modules/cliploop-server': { resolved: 'apps/server', link: true },
  'node_modules/@cliploop/core': { resolved: 'packages/core', link: true },
  'node_modules/turbo': { version: '2.0.0' },
  'node_modules/vitest': { version: '4.0.0' },
  'node_modules/sharp': { version: '1.0.0' },
  'node_modules/fastify': { version: '5.0.0' },
  'node_modules/fast': { version: '1.0.0', optional: true },
  'node_modules/open': { version: '1.0.0', dependencies: { deep: '2' }, peerDependencies: { peer: '1', absent: '1' } },
  'node_modules/peer': { version: '1.0.0' },
  'node_modules/deep': { version: '1.0.0' },
  'node_modules/open/node_modules/deep': { version: '2.0.0' },
};

describe('neededEntries', () => {
  it('includes workspaces, nested packages, optional and peer dependencies, and no development dependencies', () => {
    expect(Object.keys(neededEntries(locked, ['apps/cli'])).sort()).toEqual([
      '',
      'apps/cli',
      'node_modules/@cliploop/core',
      'node_modules/cliploop',
      'node_modules/fast',
      'node_modules/open',
      'node_modules/open/node_modules/deep',
      'node_modules/peer',
      'node_modules/turbo',
      'packages/core',
    ]);
  });
});
