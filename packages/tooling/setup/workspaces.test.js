import { describe, expect, it } from 'vitest';
import { withDependencies } from './workspaces.js';

describe('withDependencies', () => {
  it('lists the workspaces that a program is built from', () => {
    expect(withDependencies(['apps/cli'])).toEqual(['native', 'packages/core', 'packages/fetch', 'apps/cli']);
    expect(withDependencies(['apps/server'])).toEqual([
      'native',
      'packages/core',
      'packages/fetch',
      'packages/postgres',
      'packages/vod',
      'apps/console',
      'apps/server',
    ]);
  });
});
