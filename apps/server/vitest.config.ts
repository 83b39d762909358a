import { defineConfig } from 'vitest/config';

// Databases and processes start in these tests, on machines that may be busy: the limit is for what hangs.
export default defineConfig({ test: { testTimeout: 60_000, hookTimeout: 120_000 } });
