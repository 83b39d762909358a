import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { root } from '../../support/paths.ts';
import { readPicture } from './picture.ts';
import { findViolations, type House } from './violations.ts';

const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const rooms = readPicture(read('README.md'));
const inside = new Map(
  ['native', 'packages/vod', 'apps/cli', 'apps/server', 'apps/console'].map((room) => [
    `${room}/src`,
    readPicture(read(`${room}/README.md`)),
  ]),
);
const house: House = {
  files: new Map(sources().map((path) => [path, read(path)])),
  packages: new Map([...rooms.keys()].map((room) => [packageOf(room), room])),
  rooms,
  inside,
};

function packageOf(room: string): string {
  return (JSON.parse(read(`${room}/package.json`)) as { name: string }).name;
}

/** The modules of the repository, without generated files. */
function sources(): string[] {
  return [...rooms.keys()].flatMap((room) =>
    readdirSync(join(root, room), { recursive: true, withFileTypes: true }).flatMap((entry) => {
      const path = join(entry.parentPath, entry.name).slice(root.length + (root.endsWith('/') ? 0 : 1));
      const made = /(^|\/)(node_modules|dist|build[^/]*|\.turbo|\.cache)\//.test(path);
      return entry.isFile() && /\.([cm]?[jt]sx?|cc|h)$/.test(path) && !made ? [path] : [];
    }),
  );
}

const violations = findViolations(house);

/** The violations after a module is added or replaced. */
function violationsWith(path: string, text: string): string[] {
  const files = new Map([...house.files, [path, text]]);
  return findViolations({ ...house, files }).filter((line) => !violations.includes(line));
}

test('finds no violation of the floors in the repository', () => {
  expect(violations).toEqual([]);
});

test('finds every workspace in the diagram of README.md', () => {
  const members = [
    'native',
    'test',
    ...['packages', 'apps'].flatMap((group) => readdirSync(join(root, group)).map((name) => `${group}/${name}`)),
  ];
  const workspaces = members.filter((folder) => existsSync(join(root, folder, 'package.json')));
  expect([...rooms.keys()].sort()).toEqual(workspaces.sort());
});

test.each([...inside])('finds every folder and module of %s in its diagram', (folder, picture) => {
  const names = readdirSync(join(root, folder)).filter((name) => name !== 'testing' && !name.endsWith('.test.ts'));
  const found = new Set(names.map((name) => name.replace(/\.tsx?$/, '')));
  expect([...picture.keys()].sort()).toEqual([...found].sort());
});

describe('findViolations', () => {
  test.each([
    [
      'an import of a package on a higher floor',
      'packages/core/src/bad.ts',
      "import { open } from '@cliploop/vod';",
      'packages/core/src/bad.ts imports packages/vod/src/index.ts: packages/core must not import packages/vod',
    ],
    [
      'an import of a program by its package name',
      'packages/vod/src/domain/bad.ts',
      "export { start } from 'cliploop-server';",
      'packages/vod/src/domain/bad.ts imports apps/server/src/index.ts: packages/vod must not import apps/server',
    ],
    [
      'a relative import of another package',
      'apps/cli/src/bad.ts',
      "const { open } = await import('../../../packages/vod/src/open.js');",
      'apps/cli/src/bad.ts imports packages/vod/src/open.ts: apps/cli must not import packages/vod',
    ],
    [
      'an import of a higher floor in packages/vod',
      'packages/vod/src/wire/bad.ts',
      "import { readTask } from '../domain/task/tasks.js';",
      'packages/vod/src/wire/bad.ts imports packages/vod/src/domain/task/tasks.ts: wire must not import domain',
    ],
    [
      'an import of only a type of a higher floor',
      'packages/vod/src/domain/bad.ts',
      "import type { Service } from '../api/service.js';",
      'packages/vod/src/domain/bad.ts imports packages/vod/src/api/service.ts: domain must not import api',
    ],
    [
      'the use of code for tests',
      'apps/server/src/bad.ts',
      "import { actions } from '@cliploop/vod/internals';",
      'apps/server/src/bad.ts imports packages/vod/src/internals.ts: programs must not import code for tests',
    ],
    [
      'the use of a helper of tests',
      'packages/fetch/src/bad.ts',
      "import { failure } from './testing/failure.js';",
      'packages/fetch/src/bad.ts imports packages/fetch/src/testing/failure.ts: programs must not import code for tests',
    ],
  ])('reports %s', (_, path, text, violation) => {
    expect(violationsWith(path, text)).toEqual([violation]);
  });

  test('reports a cycle of modules', () => {
    const found = violationsWith(
      'packages/core/src/versions.ts',
      "export { a } from './index.js';\nexport const versions = 1;",
    );
    expect(found.join('\n')).toMatch(/^cycle of modules: .*packages\/core\/src\/versions\.ts/);
  });

  test('reports a cycle of folders, even of types', () => {
    const path = 'packages/vod/src/store/storage/bad.ts';
    expect(violationsWith(path, "import type { Queue } from '../queue/queue.js';")).toEqual([]);
    const both = new Map([
      ...house.files,
      [path, "import type { Queue } from '../queue/queue.js';"],
      ['packages/vod/src/store/queue/bad.ts', "import type { Storage } from '../storage/storage.js';"],
    ]);
    expect(findViolations({ ...house, files: both }).filter((line) => !violations.includes(line))).toEqual([
      'cycle of folders: packages/vod/src/store/queue, packages/vod/src/store/storage',
    ]);
  });

  test.each([
    ['an arrow that points up', 'low\nhigh → low\n', 'The arrow high → low points up'],
    ['an arrow to a name without a line', 'high → lwo\nlow\n', 'The arrow high → lwo points to a name without a line'],
  ])('refuses %s in a diagram', (_, lines, message) => {
    expect(() => readPicture(`\`\`\`floors\n${lines}\`\`\`\n`)).toThrow(message);
  });
});

test('reads the files that git lists', () => {
  const git = () =>
    execFileSync('git', ['ls-files', '-co', '--exclude-standard', ...rooms.keys()], { cwd: root, encoding: 'utf8' });
  if (!existsSync(join(root, '.git'))) return;
  const known = git()
    .split('\n')
    .filter((path) => /\.([cm]?[jt]sx?|cc|h)$/.test(path));
  expect([...house.files.keys()].sort()).toEqual(known.sort());
});
