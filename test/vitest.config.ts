import { defineConfig } from 'vitest/config';

/** Tests of time or memory: one file at a time, after all other tests. */
const alone = ['engine/latency.test.ts', 'engine/memory.test.ts', 'engine/cancel.test.ts', 'engine/exit.test.ts'];
/** Tests that need PostgreSQL: one server for all files, one database for each service. */
const withService = ['service/**/*.test.ts', 'clients/**/*.test.ts'];

// Many tests wait for other processes; the default number of workers leaves one core unused.
const together = { maxWorkers: '100%', sequence: { groupOrder: 0 } };

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
          exclude: ['**/node_modules/**', 'bench/**', ...alone, ...withService],
          ...together,
        },
      },
      {
        extends: true,
        test: { name: 'service', include: withService, globalSetup: 'support/postgres-setup.ts', ...together },
      },
      {
        extends: true,
        test: { name: 'alone', include: alone, maxWorkers: 1, fileParallelism: false, sequence: { groupOrder: 1 } },
      },
    ],
  },
});
