import { type ChildProcess, execFileSync, fork, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { afterAll, afterEach, vi } from 'vitest';
import type { Connection } from '../connection.js';
import { type EnginePackage, findPackage } from '../engine-package.js';
import { layoutOf } from '../layout.js';
import { endPostmaster, readPostmaster, usualPatience } from '../postmaster.js';
import { processesIn, signal, within } from '../processes.js';
import { type PostgresOptions, startPostgres } from '../start.js';
import { compiled } from './compiled.js';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

export const isRoot = process.geteuid?.() === 0;
/** Another uid than the service's, and not that of the user postgres; whole tests as `nobody` need no user of their own. */
export const nobody = 65534;

const folders: string[] = [];
const services: ChildProcess[] = [];

afterEach(async () => {
  for (const service of services.splice(0)) {
    await killed(service);
  }
  for (const folder of folders.splice(0)) {
    await endEverythingIn(folder);
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  }
});

let template: string | undefined;

afterAll(() => {
  if (template !== undefined) {
    rmSync(template, { recursive: true, force: true });
  }
});

/** Whatever works in this test's own folders was started by this test. */
async function endEverythingIn(folder: string): Promise<void> {
  const { root, data } = layoutOf(folder);
  const postmaster = existsSync(data) ? readPostmaster(data) : undefined;
  if (postmaster) {
    await endPostmaster(postmaster.pid, data, { ...usualPatience, fast: 2_000, immediate: 1_000 });
  }
  for (const name of existsSync(root) ? readdirSync(root) : []) {
    await within(2_000, () => {
      const left = processesIn(join(root, name));
      for (const pid of left) {
        signal(pid, 'SIGKILL');
      }
      return left.length === 0;
    });
  }
}

/** In memory where there is room: the tests kill processes, not the machine, and need no disk to wait for. */
const dataBase = roomIn('/dev/shm') > 500e6 ? '/dev/shm' : tmpdir();

function roomIn(folder: string): number {
  try {
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize;
  } catch {
    return 0;
  }
}

/** Removed after the test, with all processes in it. Others may not enter it. */
export function temporaryFolder(base = dataBase): string {
  const folder = mkdtempSync(join(base, 'cliploop-test-'));
  folders.push(folder);
  return folder;
}

/** A temporary folder from which programs can be run; the one in memory may be mounted without that. */
export function programFolder(): string {
  const folder = temporaryFolder();
  const program = join(folder, 'true');
  writeFileSync(program, '#!/bin/sh\n', { mode: 0o755 });
  const runs = spawnSync(program).status === 0;
  rmSync(program);
  return runs ? folder : temporaryFolder(tmpdir());
}

/** Folders below it cannot be reached by other uids. */
export function closedFolder(): string {
  return temporaryFolder(isRoot ? homedir() : tmpdir());
}

/**
 * A data folder with a cluster that was made once per test file and is copied, as making one takes a second.
 * @param owner of the cluster, when it is not to be whom the service would choose
 */
export async function madeFolder(folder = temporaryFolder(), owner?: number): Promise<string> {
  if (template === undefined) {
    template = mkdtempSync(join(dataBase, 'cliploop-test-template-'));
    await (await startPostgres({ dataDir: template })).stop();
  }
  execFileSync('cp', ['-a', join(template, 'postgres'), folder]);
  if (owner !== undefined) {
    const { data, run } = layoutOf(folder);
    execFileSync('chown', ['-R', `${owner}:${owner}`, data, run]);
  }
  return folder;
}

/** An installation of its own, without the links that the install script makes; files are links to the real ones. */
export function installedIn(folder: string, source: EnginePackage): EnginePackage {
  const copy = join(folder, 'package');
  try {
    execFileSync('cp', ['-al', source.folder, copy], { stdio: 'ignore' });
  } catch {
    rmSync(copy, { recursive: true, force: true });
    execFileSync('cp', ['-a', source.folder, copy]);
  }
  execFileSync('find', [join(copy, 'native', 'lib'), '-type', 'l', '-delete']);
  chmodSync(copy, 0o755);
  return { ...source, folder: copy };
}

export interface Message {
  starting?: true;
  ready?: true;
  pid?: number;
  attached?: boolean;
  acked?: number;
  error?: { code: string; message: string };
}

export interface ServiceArguments {
  options: PostgresOptions;
  source?: EnginePackage;
  writes?: boolean;
}

/** A script of this folder as another process. */
export async function script(name: string, argument: string, uid?: number): Promise<ChildProcess> {
  const path = fileURLToPath(new URL(name, import.meta.url));
  const ids = uid === undefined ? {} : { uid, gid: uid };
  const child = fork(path, [await compiled(), argument], { ...ids, execArgv: [], cwd: '/' });
  services.push(child);
  return child;
}

export function service(options: ServiceArguments, uid?: number): Promise<ChildProcess> {
  return script('service.js', JSON.stringify({ source: findPackage(), ...options }), uid);
}

/** The first message for which this holds. */
export function told(child: ChildProcess, holds: (message: Message) => boolean): Promise<Message> {
  return new Promise((resolve, reject) => {
    const listen = (message: Message) => {
      if (holds(message) || message.error) {
        child.off('message', listen);
        resolve(message);
      }
    };
    child.on('message', listen);
    child.once('exit', (code, name) => reject(new Error(`the service ended with ${name ?? code}`)));
  });
}

export async function killed(child: ChildProcess): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) {
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await gone;
  }
}

export async function query(connection: Connection, sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ ...connection });
  client.on('error', () => {});
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}
