import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { memoryFolder } from './postgres-server.js';
import { setOwner, stopSharedPostgres } from './shared-postgres.js';

declare module 'vitest' {
  interface ProvidedContext {
    /** The folder of the PostgreSQL that all test files of the run share. */
    postgresFolder: string | undefined;
  }
}

/**
 * `globalSetup` of vitest. The first test file that needs a database starts PostgreSQL; the end of the run stops it. When
 * `CLIPLOOP_TEST_POSTGRES` names a folder, several runs share the server in it, and the creator of the folder stops it.
 */
export default function setup(project: TestProject): (() => Promise<void>) | undefined {
  const shared = process.env.CLIPLOOP_TEST_POSTGRES;
  const folder = shared || mkdtempSync(join(memoryFolder(), 'cliploop-test-postgres-'));
  project.provide('postgresFolder', folder);
  if (shared) return undefined;
  setOwner(folder, process.pid);
  // Further projects of this run share the server.
  process.env.CLIPLOOP_TEST_POSTGRES = folder;
  return () => stopSharedPostgres(folder);
}
