import { expect, it } from 'vitest';
import { suitesFor } from './node-versions.js';

it('runs the slow suites only with lines of Node that no other check uses', () => {
  const all = suitesFor('22.13.0', '20.20.2');
  expect(all).toEqual(expect.arrayContaining(['packages/postgres', 'test/clients', 'packages/core', 'apps/server']));
  expect(suitesFor('20.19.0', '20.20.2')).toEqual(['packages/core', 'packages/fetch', 'apps/cli', 'apps/server']);
});
