import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    // These tests start databases and processes, on machines that may be busy: the limits are for what hangs.
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // They mostly wait for other processes and the disk; the default would leave one core unused.
    maxWorkers: '100%',
  },
});
