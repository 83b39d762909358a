import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { freePort } from '@cliploop/testing/postgres-server';
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest';
import { type TestDatabase, testDatabase } from '../../support/database.ts';
import { root } from '../../support/paths.ts';

const server = join(root, 'apps/server/bin/run.js');

let folder: string;
let database: TestDatabase;
let env: NodeJS.ProcessEnv;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cliploop-output-'));
  database = await testDatabase();
  const settings = { CLIPLOOP_DATA: join(folder, 'data'), CLIPLOOP_LOG_LEVEL: 'trace', CLIPLOOP_ADMIN: 'public' };
  env = { ...process.env, ...settings, DATABASE_URL: database.url };
}, 60_000);
afterAll(async () => {
  await database?.drop();
  await rm(folder, { recursive: true, force: true });
});

/** Starts the service with output operators of a shell. Standard error is a pipe that nobody reads, unless it is redirected. */
async function started(operators: string) {
  const port = await freePort();
  const shell = ['-c', `exec "$0" "$1" ${operators}`, process.execPath, server];
  const child = spawn('/bin/sh', shell, {
    env: { ...env, CLIPLOOP_PORT: String(port) },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  // The test does not read from standard error.
  child.stdout.resume();
  onTestFinished(() => void child.kill('SIGKILL'));
  const origin = `http://127.0.0.1:${port}`;
  const get = async (path: string) => (await fetch(`${origin}${path}`, { signal: AbortSignal.timeout(5_000) })).text();
  await vi.waitFor(async () => expect(await get('/readyz')).toBe('{"status":"ok"}'), {
    timeout: 30_000,
    interval: 100,
  });
  const stop = async (): Promise<number | null> => {
    const ended = once(child, 'exit');
    child.kill('SIGTERM');
    return Promise.race([ended.then(([status]) => status), delay(15_000, -1, { ref: false })]);
  };
  return { get, stop };
}

test('runs and stops while the disk of its log and of its output is full', async () => {
  const { get, stop } = await started('>/dev/full 2>/dev/full');
  for (let n = 0; n < 20; n++) await get('/?Action=SearchMedia');
  expect(await get('/readyz')).toBe('{"status":"ok"}');
  expect(await stop()).toBe(0);
}, 60_000);

test('answers requests and stops while nobody reads its log', async () => {
  const { get, stop } = await started('');
  // More than fits into the pipe.
  for (let n = 0; n < 25; n++) await Promise.all(Array.from({ length: 20 }, () => get('/?Action=SearchMedia')));
  expect(await get('/readyz')).toBe('{"status":"ok"}');
  expect(await get('/metrics')).toMatch(/^cliploop_log_lost_entries 0$/m);
  expect(await stop()).toBe(0);
}, 60_000);

test.each([
  ['>/dev/full', 1, 'cliploop-server: Cannot write the output: ENOSPC: no space left on device, write\n'],
  ['| true', 0, ''],
])('ends a command with a clear error, not a stack, when its output is %s', (redirection, status, error) => {
  const { stderr, ...result } = spawnSync('/bin/sh', ['-c', `"$0" "$1" help ${redirection}`, process.execPath, server]);
  expect(String(stderr)).toBe(error);
  expect(result.status).toBe(status);
});
