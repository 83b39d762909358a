import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { ServerProcess } from '@cliploop/testing/service-process';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { testDatabase } from '../../support/database.ts';

const run = promisify(execFile);
const bin = fileURLToPath(new URL('../../../apps/server/bin/run.js', import.meta.url));
const layers = ['user', 'limits', 'files', 'tcp', 'scope', 'syscalls'];
/** Calls that kernels and containers may lack: those of Landlock, and that of seccomp. */
const landlock = '444,445,446';
const seccomp = process.arch === 'arm64' ? '277' : '317';
let folder: string;
let withoutCalls: string;
let database: Awaited<ReturnType<typeof testDatabase>>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cliploop-sandbox-'));
  withoutCalls = join(folder, 'without-calls');
  await run('cc', ['-o', withoutCalls, fileURLToPath(new URL('./without-calls.c', import.meta.url))]);
  database = await testDatabase();
}, 60_000);
afterAll(async () => {
  await database?.drop();
  await rm(folder, { recursive: true, force: true });
});

interface Started {
  readonly warnings: string[];
  /** The gauge of each layer. */
  readonly gauges: Record<string, number>;
}

/** Starts the service on a machine that lacks these calls, looks at its log and metrics, and stops it. */
async function start(mode: string, missing?: string): Promise<Started> {
  const env = {
    CLIPLOOP_SANDBOX: mode,
    DATABASE_URL: database.url,
    CLIPLOOP_LOG_LEVEL: 'warn',
    CLIPLOOP_ADMIN: 'public',
  };
  const wrapper = missing === undefined ? [] : [withoutCalls, missing];
  const server = new ServerProcess(join(folder, 'data'), env, undefined, { wrapper });
  try {
    const address = await server.listening();
    const metrics = await (await fetch(`http://${address}/metrics`)).text();
    const gauges = [...metrics.matchAll(/^cliploop_sandbox_layer\{layer="(\w+)"\} ([01])$/gm)];
    const warnings = server.log.filter((line) => line.includes('sandbox'));
    return { warnings, gauges: Object.fromEntries(gauges.map(([, name, value]) => [name, Number(value)])) };
  } finally {
    await server.end('SIGTERM');
  }
}

test('has all layers on this machine, and logs no warning', async () => {
  const { warnings, gauges } = await start('required');
  expect(warnings).toEqual([]);
  expect(gauges).toEqual(Object.fromEntries(layers.map((name) => [name, 1])));
}, 30_000);

test('starts with one warning and a metric on a machine without Landlock', async () => {
  const { warnings, gauges } = await start('auto', landlock);
  expect(warnings).toEqual([expect.stringContaining('the sandbox of media processes is incomplete: files (')]);
  expect(gauges).toEqual({ user: 1, limits: 1, files: 0, tcp: 0, scope: 0, syscalls: 1 });
}, 30_000);

test('starts with one warning and a metric when the sandbox is turned off', async () => {
  const { warnings, gauges } = await start('off');
  expect(warnings).toEqual([expect.stringContaining('user (turned off)')]);
  expect(gauges).toEqual(Object.fromEntries(layers.map((name) => [name, 0])));
}, 30_000);

test.each([
  ['Landlock', landlock, /files \(the kernel or the container has no Landlock: .+\); tcp \(.+\); scope \(/],
  ['seccomp', seccomp, /lacks a part of it: syscalls \(the kernel or the container has no seccomp filters: /],
])(
  'does not start without %s when the sandbox is required, and writes nothing',
  async (_, calls, message) => {
    const data = join(folder, 'untouched');
    const env = { ...process.env, CLIPLOOP_SANDBOX: 'required', CLIPLOOP_DATA: data, CLIPLOOP_PORT: '0' };
    const failed = await run(withoutCalls, [calls, process.execPath, bin], { env }).catch((error) => error);
    expect(failed.code).toBe(1);
    expect(failed.stderr).toMatch(message);
    expect(failed.stderr).toContain('--sandbox auto starts without the missing parts');
    expect(await readdir(data).catch(() => [])).toEqual([]);
  },
  30_000,
);

test('prints with the command doctor what the machine allows', async () => {
  const { stdout } = await run(process.execPath, [bin, 'doctor']);
  for (const name of layers) expect(stdout).toMatch(new RegExp(`^ {2}${name} +yes {2}`, 'm'));
  expect(stdout).toContain('All layers are active, and --sandbox required starts.\n');
  const less = await run(withoutCalls, [landlock, process.execPath, bin, 'doctor']);
  expect(less.stdout).toMatch(/^ {2}files +NO {3}the kernel or the container has no Landlock/m);
  expect(less.stdout).toContain('--sandbox required does not start.\n');
}, 30_000);

test('refuses an unknown mode', async () => {
  const failed = await run(process.execPath, [bin, '--sandbox', 'on']).catch((error) => error);
  expect(failed).toMatchObject({ code: 2 });
  expect(failed.stderr).toContain('--sandbox must be one of auto, required, off, got "on"');
});
