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
import { defaultTimeouts, endPostmaster, readPostmaster } from '../postmaster.js';
import { processesWithCwd, signal, waitUntil } from '../processes.js';
import { type PostgresOptions, startPostgres } from '../start.js';
import { compiled } from './compiled.js';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

export const isRoot = process.geteuid?.() === 0;
/** A uid that is neither that of the service nor of the user postgres. */
export const nobody = 65534;

const folders: string[] = [];
const mounts: string[] = [];
const services: ChildProcess[] = [];

afterEach(async () => {
  for (const service of services.splice(0)) {
    await killed(service);
  }
  for (const folder of folders.splice(0)) {
    await endEverythingIn(folder);
    if (mounts.includes(folder)) {
      execFileSync('umount', ['-l', folder]);
    }
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  }
});

let template: string | undefined;

afterAll(() => {
  if (template !== undefined) {
    rmSync(template, { recursive: true, force: true });
  }
});

/** Ends all processes in the folders of this test. */
async function endEverythingIn(folder: string): Promise<void> {
  const { root, data } = layoutOf(folder);
  const postmaster = existsSync(data) ? readPostmaster(data) : undefined;
  if (postmaster) {
    await endPostmaster(postmaster.pid, data, { ...defaultTimeouts, fast: 2_000, immediate: 1_000 });
  }
  for (const name of existsSync(root) ? readdirSync(root) : []) {
    await waitUntil(2_000, () => {
      const left = processesWithCwd(join(root, name));
      for (const pid of left) {
        signal(pid, 'SIGKILL');
      }
      return left.length === 0;
    });
  }
}

/** In memory if there is enough space: these tests kill processes, not the machine, and need no disk. */
const dataBase = freeBytes('/dev/shm') > 500e6 ? '/dev/shm' : tmpdir();

function freeBytes(folder: string): number {
  try {
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize;
  } catch {
    return 0;
  }
}

/** A folder that is removed after the test, with all processes in it. Other users cannot enter it. */
export function temporaryFolder(base = dataBase): string {
  const folder = mkdtempSync(join(base, 'cliploop-test-'));
  folders.push(folder);
  return folder;
}

/** A temporary folder from which programs can run. The one in memory may be mounted with noexec. */
export function programFolder(): string {
  const folder = temporaryFolder();
  const program = join(folder, 'true');
  writeFileSync(program, '#!/bin/sh\n', { mode: 0o755 });
  const runs = spawnSync(program).status === 0;
  rmSync(program);
  return runs ? folder : temporaryFolder(tmpdir());
}

/** A small file system in memory, which is removed after the test. @throws when this process may not mount */
export function smallDisk(megabytes: number): { folder: string; fill: (left: number) => void; empty: () => void } {
  const folder = temporaryFolder();
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', folder], { stdio: 'pipe' });
  mounts.push(folder);
  const filler = join(folder, 'filler');
  const fill = (left: number) => {
    const bytes = freeBytes(folder) - left;
    execFileSync('fallocate', ['-l', String(bytes), filler]);
  };
  return { folder, fill, empty: () => rmSync(filler) };
}

export const mayMount = canMount();

function canMount(): boolean {
  const folder = mkdtempSync(join(tmpdir(), 'cliploop-test-mount-'));
  try {
    const mounted = spawnSync('mount', ['-t', 'tmpfs', 'tmpfs', folder]).status === 0;
    return mounted && spawnSync('umount', [folder]).status === 0;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** A temporary folder that other uids cannot enter. */
export function closedFolder(): string {
  return temporaryFolder(isRoot ? homedir() : tmpdir());
}

/**
 * A data folder with a copy of a cluster. The cluster is created once per test file, because initdb takes a second.
 * @param owner uid of the cluster. Default: as the service chooses
 */
export async function clusterFolder(folder = temporaryFolder(), owner?: number): Promise<string> {
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

/** A copy of the installation without the links that the install script makes. Its files are hard links. */
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

/** What another process may do. */
export interface Rights {
  readonly uid?: number;
  /** Changes of the capabilities of root, for `setpriv`: `-kill`, or `-all,+setuid`. */
  readonly capabilities?: string;
}

/** Runs a script of this folder in another process. */
export async function script(
  name: string,
  argument: string,
  { uid, capabilities }: Rights = {},
): Promise<ChildProcess> {
  const path = fileURLToPath(new URL(name, import.meta.url));
  const ids = uid === undefined ? {} : { uid, gid: uid };
  const program =
    capabilities === undefined
      ? { execArgv: [] }
      : {
          execPath: 'setpriv',
          execArgv: ['--bounding-set', capabilities, '--inh-caps', capabilities, process.execPath],
        };
  const child = fork(path, [await compiled(), argument], { ...ids, ...program, cwd: '/' });
  services.push(child);
  return child;
}

export function service(options: ServiceArguments, rights?: Rights): Promise<ChildProcess> {
  return script('service.js', JSON.stringify({ source: findPackage(), ...options }), rights);
}

/** Waits for a message that matches, or for an error. */
export function messageWhere(child: ChildProcess, matches: (message: Message) => boolean): Promise<Message> {
  return new Promise((resolve, reject) => {
    const listen = (message: Message) => {
      if (matches(message) || message.error) {
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
