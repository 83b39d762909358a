import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    globalSetup: '../testing/src/postgres-setup.ts',
    // These tests start databases and processes, also on busy machines; the limits only end tests that hang.
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // The tests mostly wait for other processes and the disk; the default would leave one core unused.
    maxWorkers: '100%',
  },
});
