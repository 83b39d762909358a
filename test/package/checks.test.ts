import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { root } from '../support/paths.ts';
import { output } from '../support/run.ts';

interface Listed {
  readonly file: string;
  readonly projectName: string;
}

const made = /(^|\/)(node_modules|dist|build[^/]*|\.[^/]+)\//;
const testFiles = ['packages', 'apps', 'test'].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .map((file) => `${folder}/${file}`)
    .filter((file) => /\.test\.(tsx?|js)$/.test(file) && !made.test(file)),
);

/** The test files of each project. */
const projects = new Map<string, string[]>();

beforeAll(async () => {
  const config = join(root, 'test/vitest.all.ts');
  const vitest = join(root, 'node_modules/vitest/vitest.mjs');
  const listed = await output(process.execPath, [vitest, 'list', '--filesOnly', '--json', `--config=${config}`], {
    cwd: root,
    // Under turbo, the projects leave out the tests of the check docs.
    env: { ...process.env, TURBO_HASH: undefined },
  });
  for (const { file, projectName } of JSON.parse(listed.toString()) as Listed[]) {
    projects.set(projectName, [...(projects.get(projectName) ?? []), relative(root, file)]);
  }
});

describe('the checks of npm test', () => {
  test('run every test file once', () => {
    const files = [...projects].flatMap(([name, members]) => (name === 'docs' ? [] : members));
    expect(files.sort()).toEqual([...testFiles].sort());
  });

  test('have a task in turbo.json for every project', () => {
    const { tasks } = JSON.parse(readFileSync(join(root, 'turbo.json'), 'utf8')) as { tasks: Record<string, unknown> };
    const parts = [...projects.keys()].filter((name) => name.startsWith('test/'));
    const own = parts
      .filter((name) => name !== 'test/package')
      .map((name) => `@cliploop/test#${name.replace('/', ':')}`);
    expect(Object.keys(tasks)).toEqual(expect.arrayContaining([...own, '//#test:package', 'test']));
    const { scripts } = JSON.parse(readFileSync(join(root, 'test/package.json'), 'utf8'));
    expect(Object.keys(scripts)).toEqual(
      expect.arrayContaining(own.map((task) => task.replace('@cliploop/test#', ''))),
    );
  });

  test('run tests that read documents in the check docs', () => {
    const reading = testFiles.filter(
      (file) =>
        !/^(test\/package|packages\/tooling)\//.test(file) &&
        /\b(README|CONTRIBUTING|CHANGELOG)\.md\b/.test(readFileSync(join(root, file), 'utf8')),
    );
    expect(projects.get('docs')?.sort()).toEqual(reading.sort());
  });
});
