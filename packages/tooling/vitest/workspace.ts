import { resolve } from 'node:path';
import { defaultServerConditions } from 'vite';
import type { TestUserConfig, ViteUserConfig } from 'vitest/config';
import { Report } from './report.ts';

/** Resolves the workspaces to their sources (`exports` in their package.json); what tests start as a process runs from dist. */
const conditions = ['@cliploop/source', ...defaultServerConditions];

/**
 * Tests that compare documents with the code, relative to their workspace. The check `docs` runs them, so that a change of a
 * README repeats no other test.
 */
const documentTests = ['**/readme.test.ts', 'src/generated.test.ts', 'clients/clients.test.ts'];

/**
 * The files of a project take turns in the same processes and share the instances of the sources. A process for each file, which loads
 * them again, would take longer than most files. Such files restore what they change in their process, and do not use `vi.mock`.
 */
export const shared: TestUserConfig = { isolate: false };

/** The name of the task in turbo.json that runs these tests; undefined when turbo does not run them. */
const task = process.env.TURBO_HASH ? process.env.npm_lifecycle_event : undefined;

/** Writes the report of the task, from which `npm test` makes its summary. */
export const reporters: TestUserConfig =
  task === undefined
    ? {}
    : { reporters: ['default', new Report({ outputFile: resolve(`.cache/check/${task.replace(':', '-')}.json`) })] };

export const limits: TestUserConfig = {
  // Tests start databases and processes, also on busy machines; the limits only end tests that hang.
  testTimeout: 120_000,
  hookTimeout: 180_000,
  // Tests mostly wait for other processes and the disk; the default would leave one core unused.
  maxWorkers: '100%',
  // On a slow machine, one of 20,000 tests may meet a limit of time by chance. `npm test` lists those that needed a second attempt.
  retry: process.env.CI ? 1 : 0,
  // The summary of `npm test` has the first line of each error, which says what the values are.
  chaiConfig: { truncateThreshold: 400 },
};

/**
 * The configuration of vitest that all workspaces share.
 * @param name of the project, which is also the name of the check, such as `packages/core`
 * @param test more options; `exclude` adds to what is excluded everywhere
 */
export function workspace(name: string, { exclude = [], ...test }: TestUserConfig = {}): ViteUserConfig {
  const documents = task === undefined ? [] : documentTests;
  return {
    resolve: { conditions },
    ssr: { resolve: { conditions } },
    test: {
      name,
      exclude: ['**/node_modules/**', '**/dist/**', ...documents, ...exclude],
      ...limits,
      ...reporters,
      ...test,
    },
  };
}

/** The tests that compare documents with the code, in all workspaces. @param root of the repository */
export function documents(root: string): ViteUserConfig {
  const { test, ...config } = workspace('docs');
  const include = ['packages/*', 'apps/*', 'test'].flatMap((folder) =>
    documentTests.map((path) => `${folder}/${path}`),
  );
  const globalSetup = `${root}/packages/testing/src/postgres-setup.ts`;
  return { ...config, root, test: { ...test, include, exclude: ['**/node_modules/**'], globalSetup } };
}
