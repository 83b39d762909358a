import type { TestUserConfig } from 'vitest/config';
import { shared, workspace } from '../packages/tooling/vitest/workspace.ts';

// These tests measure time, or how soon a process has released what it held. They run one file after another, after all other tests.
const alone = [
  'engine/latency.test.ts',
  'engine/cancel.test.ts',
  'engine/worker-exit.test.ts',
  'service/flood/flood.test.ts',
];
const sanitized = ['engine/sanitized.test.ts'];

const project = (name: string, include: string[], options: TestUserConfig = {}) =>
  workspace(`test/${name}`, { include, ...options });
const postgres = { globalSetup: '../packages/testing/src/postgres-setup.ts' };

/** The tests across packages, a project for each check of `npm test`. */
export const acceptanceTests = [
  project('oracle', ['oracle/**/*.test.ts', 'fixtures/**/*.test.ts']),
  project('engine', ['engine/**/*.test.ts'], { ...shared, exclude: [...alone, ...sanitized] }),
  project('sanitized', sanitized),
  project('cli', ['cli/**/*.test.ts']),
  project('clients', ['clients/**/*.test.ts'], postgres),
  project('service', ['service/**/*.test.ts'], { ...shared, ...postgres, exclude: alone }),
  project('console', ['console/**/*.test.ts'], { ...shared, globalSetup: 'console/setup.ts' }),
  project('package', ['package/**/*.test.ts']),
  workspace('test/alone', {
    include: alone,
    ...postgres,
    maxWorkers: 1,
    fileParallelism: false,
    sequence: { groupOrder: 1 },
    hookTimeout: 180_000,
  }),
];
