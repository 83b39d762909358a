import { execFileSync } from 'node:child_process';
import { chmod, chown, mkdir, mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ServerProcess } from '@cliploop/testing/service-process';
import { SmallDisk } from '@cliploop/testing/small-disk';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { testDatabase } from '../../support/database.ts';

const isRoot = process.geteuid?.() === 0;
const nobody = 65_534;
let folder: string;
let data: string;
let server: ServerProcess;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cliploop-permissions-'));
  await chmod(folder, 0o755);
  data = join(folder, 'data');
});
afterEach(async () => {
  await server?.end('SIGTERM');
  await rm(folder, { recursive: true, force: true });
});

const modeOf = async (path: string): Promise<string> => ((await stat(path)).mode & 0o7777).toString(8);
const up = async (env: NodeJS.ProcessEnv = {}, uid?: number): Promise<string> => {
  server = new ServerProcess(data, { CLIPLOOP_LOG_LEVEL: 'warn', ...env }, undefined, { uid });
  return server.listening().then(
    () => 'started',
    (error: Error) => error.message,
  );
};

test('closes a data folder, a key file and a database that others can read, and logs each', async () => {
  expect(await up({ CLIPLOOP_SECRET_ID: '', CLIPLOOP_SECRET_KEY: '' })).toBe('started');
  await server.end('SIGTERM');
  const names = ['', 'secret.key', 'credentials', 'postgres/data'];
  for (const name of names) await chmod(join(data, name), 0o755);
  expect(await up({ CLIPLOOP_SECRET_ID: '', CLIPLOOP_SECRET_KEY: '' })).toBe('started');
  for (const name of names) expect(await modeOf(join(data, name))).toBe('700');
  const log = server.log.join('\n');
  for (const name of ['', '/secret.key', '/credentials']) {
    expect(log).toContain(`Other users of this machine could read ${data}${name}; changed it from mode 0755 to 0700`);
  }
  expect(log).toContain(`Others could enter ${data}/postgres/data; changed it from mode 0755 to 0700`);
}, 60_000);

describe('with another database', () => {
  let database: Awaited<ReturnType<typeof testDatabase>>;
  beforeEach(async () => {
    database = await testDatabase();
  });
  afterEach(async () => {
    await server?.end('SIGTERM');
    await database.drop();
  });

  test.runIf(isRoot)(
    'says which path has the wrong owner or mode, and the command that corrects it',
    async () => {
      const env = { DATABASE_URL: database.url };
      await mkdir(data, { mode: 0o700 });
      expect(await up(env, nobody)).toContain(
        `data folder ${data} (EACCES): it belongs to uid 0, and the service runs as uid ${nobody}. Run "chown -R ${nobody} ${data}"`,
      );
      await chmod(data, 0o777);
      expect(await up(env, nobody)).toContain(`Run "chmod 0700 ${data}" as uid 0.`);
      await chown(data, nobody, nobody);
      await chmod(data, 0o700);
      expect(await up(env, nobody)).toBe('started');
      await server.end('SIGTERM');
      await chown(join(data, 'secret.key'), 0, 0);
      expect(await up(env, nobody)).toContain(`Cannot read ${data}/secret.key (EACCES): it belongs to uid 0`);
      await chown(join(data, 'secret.key'), nobody, nobody);
      await chmod(join(data, 'secret.key'), 0o000);
      expect(await up(env, nobody)).toContain(`has no permission. Run "chmod -R u+rwX ${data}/secret.key"`);
      await chmod(join(data, 'secret.key'), 0o600);
      await mkdir(join(data, 'media/1500000000'), { recursive: true, mode: 0o755 });
      expect(await up(env, nobody)).toContain(`Cannot write to ${data}/media/1500000000 (EACCES): it belongs to uid 0`);
      await chown(join(data, 'media/1500000000'), nobody, nobody);
      expect(await up(env, nobody)).toBe('started');
    },
    60_000,
  );

  const missing = SmallDisk.missing();
  test.skipIf(missing)(
    `says that a folder is read-only, at the start and while it runs${missing ? ` (skipped: ${missing})` : ''}`,
    async () => {
      const disk = SmallDisk.make(32);
      try {
        data = join(disk.folder, 'data');
        const env = { DATABASE_URL: database.url, CLIPLOOP_LOG_LEVEL: 'info' };
        expect(await up(env)).toBe('started');
        const readiness = async (): Promise<string> => (await fetch(`${server.origin}/readyz`)).text();
        await expect.poll(readiness).toBe('{"status":"ok"}');
        disk.remount('ro');
        await expect.poll(readiness, { timeout: 15_000 }).toBe('{"status":"read-only folder"}');
        const [line] = server.log.filter((one) => one.includes('"condition":"read-only folder"'));
        expect(line).toContain(`The service cannot write to ${data}/media (EROFS)`);
        disk.remount('rw');
        await expect.poll(readiness, { timeout: 15_000 }).toBe('{"status":"ok"}');
        // A folder in it can be mounted from elsewhere.
        const inner = join(data, 'media/1500000000');
        await mkdir(inner);
        execFileSync('mount', ['--bind', inner, inner]);
        execFileSync('mount', ['-o', 'remount,ro,bind', inner]);
        await expect.poll(readiness, { timeout: 15_000 }).toBe('{"status":"read-only folder"}');
        expect(server.log.join()).toContain(`The service cannot write to ${inner} (EROFS)`);
        execFileSync('umount', [inner]);
        await expect.poll(readiness, { timeout: 15_000 }).toBe('{"status":"ok"}');
        await server.end('SIGTERM');
        disk.remount('ro');
        expect(await up(env)).toContain(`data folder ${data} (EROFS): its file system is mounted read-only`);
        disk.remount('rw');
        expect(await up(env)).toBe('started');
        await server.end('SIGTERM');
      } finally {
        disk.remove();
      }
    },
    60_000,
  );
});
