import { readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { defineConfig } from 'vitest/config';
import { documents, limits, reporters } from '../packages/tooling/vitest/workspace.ts';
import { acceptanceTests } from './vitest.projects.ts';

const root = resolve(import.meta.dirname, '..');
const isProject = (folder: string): boolean => readdirSync(join(root, folder)).includes('vitest.config.ts');
const workspaces = ['packages', 'apps'].flatMap((group) =>
  readdirSync(join(root, group)).map((name) => `${group}/${name}`),
);

// Every workspace in one run, for `npm test -- FILE`, --watch, -u and --changed.
export default defineConfig({
  root,
  test: {
    ...limits,
    ...reporters,
    projects: [
      ...workspaces.filter(isProject).map((folder) => join(root, folder)),
      ...acceptanceTests.map((project) => ({ ...project, root: join(root, 'test') })),
      documents(root),
    ],
    // Tests that run the engine or a program from dist depend on files that they do not import.
    forceRerunTriggers: ['**/native/src/**', '**/package.json', '**/vitest.*.ts'],
  },
});
