import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { chmod, chown, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { type AddressInfo, createServer, type ListenOptions } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { launcher, type SandboxLayer } from '@cliploop/core/sandbox';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const run = promisify(execFile);
const require = createRequire(import.meta.url);
const here = (name: string) => fileURLToPath(new URL(`./testing/${name}`, import.meta.url));
const marker = 'a-secret-that-nobody-may-read';
const isRoot = process.getuid?.() === 0;
const nobody = 65_534;
let tools: string;
let addon: string;
const closing: (() => void)[] = [];

beforeAll(async () => {
  tools = await mkdtemp(join(tmpdir(), 'cliploop-attacks-'));
  await chmod(tools, 0o755);
  addon = join(tools, 'attacks.node');
  const { include_dir: headers } = createRequire(require.resolve('@cliploop/native'))('node-api-headers');
  await run('cc', ['-shared', '-fPIC', '-O1', '-pthread', '-I', headers, '-o', addon, here('attacks.c')]);
}, 60_000);
afterAll(async () => {
  for (const close of closing) close();
  await rm(tools, { recursive: true, force: true });
});

interface Report {
  readonly layers: SandboxLayer[];
  readonly alive: boolean;
  /** What happens to another process of the user that reads the environment of the media process. */
  readonly environ: string;
  readonly report: {
    readonly calls?: Record<string, number>;
    readonly onThreads?: Record<string, string>;
    readonly sockets?: Record<string, string>;
    readonly resources?: Record<string, number>;
    readonly limits: Record<string, number>;
    readonly found?: number[];
    readonly environment: string[];
    readonly user: number;
  };
}

interface Attack {
  /** User of the service. */
  readonly uid: number | undefined;
  readonly kinds: string[];
  readonly without?: string[];
  readonly sandbox?: string;
}

async function listen(options: ListenOptions): Promise<AddressInfo | undefined> {
  const server = createServer((socket) => socket.end());
  server.listen(options);
  closing.push(() => server.close());
  const failed = once(server, 'error').then(() => false);
  if (!(await Promise.race([once(server, 'listening').then(() => true), failed]))) return undefined;
  return server.address() as AddressInfo;
}

/** Runs a service with a key, a database socket and an inherited descriptor, whose media process attacks. */
async function attack({
  uid,
  kinds,
  without = [],
  sandbox,
}: Attack): Promise<Report & { folder: string; key: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'cliploop-victim-'));
  closing.push(() => void rm(folder, { recursive: true, force: true }));
  const key = join(folder, 'secret.key');
  await writeFile(key, marker, { mode: 0o600 });
  const open = join(folder, 'open');
  await mkdir(open);
  await chmod(open, 0o777);
  if (uid !== undefined) for (const path of [folder, key]) await chown(path, uid, uid);
  const main = join(tools, `main-${without.join('-') || 'all'}.mjs`);
  const options = JSON.stringify({ addon, without });
  await writeFile(
    main,
    `import { attack } from ${JSON.stringify(here('attack-child.js'))};\nawait attack(${options});\n`,
  );
  const path = join(folder, 'database.sock');
  await listen({ path });
  await chmod(path, 0o777);
  const abstract = `\0cliploop-attack-${process.pid}-${Math.random()}`;
  await listen({ path: abstract });
  const port = (await listen({ host: '127.0.0.1', port: 0 }))?.port;
  const port6 = (await listen({ host: '::1', port: 0 }))?.port;
  const facts = { key, folder: open, marker, kinds, port, port6, abstract, path };
  const input = { main, addon, facts, output: join(folder, 'out.gif'), leak: key, sandbox };
  const env = { ...process.env, CLIPLOOP_SECRET_KEY: marker };
  const { stdout } = await run(process.execPath, [here('attack-parent.js'), JSON.stringify(input)], {
    env,
    ...(uid !== undefined && { uid, gid: uid }),
  });
  return { ...(JSON.parse(stdout) as Report), folder, key };
}

const services = [
  ...(isRoot ? [['root', undefined] as const, ['a user', nobody] as const] : [['a user', undefined] as const]),
];

describe.each(services)('a media process of a service that runs as %s', (name, uid) => {
  let attacked: Awaited<ReturnType<typeof attack>>;
  beforeAll(async () => {
    attacked = await attack({ uid, kinds: ['calls', 'threads', 'sockets', 'descriptors', 'resources'] });
  }, 60_000);

  test('is protected by all layers', () => {
    expect(attacked.layers.filter(({ active }) => !active)).toEqual([]);
  });

  test('cannot make any system call that reaches files, sockets, processes or the kernel', () => {
    const { calls = {} } = attacked.report;
    expect(Object.keys(calls).length).toBeGreaterThan(200);
    expect(Object.entries(calls).filter(([, result]) => result >= 0)).toEqual([]);
  });

  test('is denied, and does not only fail, in every call that is known to work without a sandbox', () => {
    const { EPERM, EACCES, ENOSYS } = { EPERM: -1, EACCES: -13, ENOSYS: -38 };
    const { calls = {} } = attacked.report;
    expect(Object.entries(calls).filter(([, result]) => ![EPERM, EACCES, ENOSYS].includes(result))).toEqual([]);
  });

  test('cannot use the numbers of another kind of system calls', () => {
    expect(attacked.report.calls?.['calls as x32']).toBe(-1);
  });

  test('cannot open files on threads that Node had before, or starts later', () => {
    for (const result of Object.values(attacked.report.onThreads ?? {})) expect(result).toMatch(/^(EPERM|EACCES)$/);
  });

  test('cannot connect to the database, to a TCP port or to an abstract socket, or signal the service', () => {
    for (const result of Object.values(attacked.report.sockets ?? {})) expect(result).toMatch(/^(EPERM|EACCES)$/);
  });

  test('has no descriptor and no variable of the service', () => {
    expect(attacked.report.found).toEqual([]);
    // The engine itself sets this one, to keep its AV1 encoder quiet.
    expect(attacked.report.environment).toEqual(['SVT_LOG']);
  });

  test('has another user than root, and a service that runs as root has another user than its media processes', () => {
    expect(attacked.report.user).not.toBe(0);
    if (name === 'root') expect(attacked.report.user).toBeGreaterThan(60_000);
  });

  test('cannot use memory, threads, descriptors and disk space without bound', () => {
    const { resources = {} } = attacked.report;
    const { descriptors = 0, descriptorsOfThreads, largeFile, sparseFile, threads = 0, megabytes = 0 } = resources;
    const EFBIG = -27;
    expect(descriptors).toBeLessThan(200);
    expect(descriptorsOfThreads).toBeLessThan(200);
    expect(resources.signals).toBeLessThan(200);
    expect([largeFile, sparseFile]).toEqual([EFBIG, EFBIG]);
    if (name === 'root') expect(threads).toBeLessThan(1_100);
    expect(megabytes).toBeLessThan(2_048);
    const { megabytesSTACK, megabytesLOCKED, megabytesHUGE } = resources;
    expect([megabytesSTACK, megabytesLOCKED, megabytesHUGE]).toEqual([0, 0, 0]);
  });

  test('has a limit of every resource, also of those that the filter of system calls denies', () => {
    const { space, data, threads, ...limits } = attacked.report.limits;
    expect(limits).toEqual({
      ...{ cpu: 864_000, file: 2 ** 31, stack: 2 ** 23, core: 0, descriptors: 128, locked: 0 },
      ...{ signals: 128, queues: 0, nice: 0, realtime: 0 },
    });
    expect(data).toBeLessThan(2 ** 31);
    expect(space).toBeLessThan(2 ** 36);
    expect(threads).toBeLessThan(2 ** 17);
  });

  if (name !== 'root') {
    test('has no environment that another process of the user can read', () => {
      expect(attacked.environ).toMatch(/EACCES/);
    });
  }

  test('cannot change its limits', () => {
    const { changeSTACK, changeNOFILE } = attacked.report.resources ?? {};
    expect([changeSTACK, changeNOFILE]).toEqual([-1, -1]);
  });

  test('leaves the key, the folder and the processes of the service as they were', async () => {
    expect(await readFile(attacked.key, 'utf8')).toBe(marker);
    expect((await stat(attacked.key)).mode & 0o777).toBe(0o600);
    expect(await readdir(join(attacked.folder, 'open'))).toEqual([]);
    expect(attacked.alive).toBe(true);
  });
});

test('denies files, ports, abstract sockets and signals by Landlock alone, on all threads', async () => {
  const uid = isRoot ? nobody : undefined;
  const { report, layers } = await attack({ uid, kinds: ['threads', 'sockets'], without: ['syscalls'] });
  expect(layers.filter(({ active }) => !active).map(({ name }) => name)).toEqual(['syscalls']);
  const { path: _, ...sockets } = report.sockets ?? {};
  for (const result of Object.values({ ...report.onThreads, ...sockets })) expect(result).toMatch(/^(EPERM|EACCES)$/);
}, 30_000);

test('denies files and sockets by the filter of system calls alone, on all threads', async () => {
  const uid = isRoot ? nobody : undefined;
  const { report, layers } = await attack({ uid, kinds: ['calls', 'threads', 'sockets'], without: ['files'] });
  expect(layers.filter(({ active }) => !active).map(({ name }) => name)).toEqual(['files', 'tcp', 'scope']);
  expect(Object.entries(report.calls ?? {}).filter(([, result]) => result >= 0)).toEqual([]);
  for (const result of Object.values({ ...report.onThreads, ...report.sockets })) expect(result).toBe('EPERM');
}, 30_000);

test('kills a media process that starts threads without bound, where it has no user of its own', async () => {
  const uid = isRoot ? nobody : undefined;
  await expect(attack({ uid, kinds: ['crowd'] })).rejects.toThrow(/started \d+ threads and was killed/);
}, 30_000);

test('starts media processes without io_uring, whose calls no filter sees', async () => {
  const code = `const { call, numbers } = require(${JSON.stringify(addon)});
    process.stdout.write(String(call(numbers.io_uring_setup, 8, Buffer.alloc(128))));`;
  const { stdout } = await run(launcher(), [process.execPath, '-e', code]);
  const ENOSYS = -38;
  expect(Number(stdout)).toBe(ENOSYS);
});

const calls32 = process.arch === 'x64' ? ['int 0x80'] : [];
for (const call of calls32) {
  test(`ends a media process that makes a system call of 32-bit programs: ${call}`, async () => {
    const uid = isRoot ? nobody : undefined;
    // A kernel without 32-bit programs ends it, too, with another signal.
    await expect(attack({ uid, kinds: ['old'] })).rejects.toThrow(/ended by SIG/);
  }, 30_000);
}

// Shows that the attacks work where nothing stops them.
test('opens files and sockets without a sandbox', async () => {
  const uid = isRoot ? nobody : undefined;
  const { report, layers } = await attack({ uid, kinds: ['threads', 'sockets', 'descriptors'], sandbox: 'off' });
  expect(layers).toEqual([]);
  expect(report.onThreads).toEqual({ pool: 'worked', create: 'worked', worker: 'worked' });
  expect(report.sockets).toMatchObject({ tcp4: 'worked', abstract: 'worked', path: 'worked', signal: 'worked' });
  expect(report.found).not.toEqual([]);
}, 30_000);
