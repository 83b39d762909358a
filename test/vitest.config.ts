import { defineConfig } from 'vitest/config';

/** Tests of time or memory: one file at a time, after all other tests. */
const alone = ['engine/latency.test.ts', 'engine/memory.test.ts', 'engine/cancel.test.ts', 'engine/exit.test.ts'];

export default defineConfig({
  test: {
    pool: 'forks',
    testTimeout: 60_000,
    hookTimeout: 180_000,
    projects: [
      {
        extends: true,
        test: {
          name: 'together',
          include: ['**/*.test.ts'],
          exclude: ['**/node_modules/**', 'bench/**', ...alone],
          // Many tests wait for other processes; the default number of workers leaves one core unused.
          maxWorkers: '100%',
          globalSetup: '../packages/testing/src/postgres-setup.ts',
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: { name: 'alone', include: alone, maxWorkers: 1, fileParallelism: false, sequence: { groupOrder: 1 } },
      },
    ],
  },
});
