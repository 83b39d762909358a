import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startPostgres } from '@cliploop/postgres';
import { makeClip } from '@cliploop/testing/clip';
import { memoryFolder } from '@cliploop/testing/postgres-server';
import { ServerProcess } from '@cliploop/testing/service-process';
import { migrate, migrations, openDatabase } from '@cliploop/vod/internals';
import { afterAll, beforeAll, expect, test } from 'vitest';

/** Number of steps at which the service is killed; more with CLIPLOOP_FAULTS. */
const points = Number(process.env.CLIPLOOP_FAULTS ?? 3);
/** The last migration of the first release. */
const released = '0012-pulls-as-sub-tasks';
const preload = fileURLToPath(new URL('../../../packages/testing/src/kill-at.mjs', import.meta.url));
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(memoryFolder(), 'cliploop-upgrade-'));
  const old = join(folder, 'old');
  await mkdir(join(old, 'data'), { recursive: true, mode: 0o700 });
  const postgres = await startPostgres({ dataDir: join(old, 'data') });
  const { db, close } = await openDatabase({ ...postgres.connection }, () => {});
  const known = migrations.slice(0, migrations.findIndex(({ name }) => name === released) + 1);
  await migrate(db, known);
  await close();
  await postgres.stop();
  await mkdir(join(folder, 'new', 'data'), { recursive: true, mode: 0o700 });
  await makeClip(join(folder, 'clip.mp4'));
}, 60_000);
afterAll(() => rm(folder, { recursive: true, force: true, maxRetries: 3 }));

/** A service on a copy of a folder. @param killAt number of the step */
async function copyOf(from: string, killAt?: number): Promise<{ server: ServerProcess; steps: () => Promise<number> }> {
  const copy = await mkdtemp(join(folder, 'copy-'));
  execFileSync('cp', ['-a', join(folder, from, 'data'), copy]);
  const steps = join(copy, 'steps');
  const env = {
    NODE_OPTIONS: `--import=${preload}`,
    CLIPLOOP_TEST_STEPS: steps,
    ...(killAt !== undefined && { CLIPLOOP_TEST_KILL_AT: String(killAt) }),
  };
  const server = new ServerProcess(join(copy, 'data'), env);
  return { server, steps: async () => Number(await readFile(steps, 'utf8')) };
}

test.each([
  ['a data folder of the first release', 'old'],
  ['a new data folder', 'new'],
])(
  'starts after a start on %s was killed at any step',
  async (_, from) => {
    const whole = await copyOf(from);
    await whole.server.up();
    const most = await whole.steps();
    await whole.server.end('SIGTERM');
    expect(most).toBeGreaterThan(30);
    for (let point = 0; point < Math.min(points, most); point++) {
      // From the first step to the last, evenly.
      const killAt = 1 + Math.round((point * (most - 1)) / Math.max(1, Math.min(points, most) - 1));
      const { server } = await copyOf(from, killAt);
      const ended = await server.up().then(
        () => server.ended,
        (error: Error) => error.message,
      );
      expect(`${killAt}: ${ended}`).toContain('ended with SIGKILL');
      const next = new ServerProcess(server.data);
      await next.up();
      expect(await (await fetch(`${next.origin}/readyz`)).text()).toBe('{"status":"ok"}');
      expect(await next.addMedia(join(folder, 'clip.mp4'))).toMatch(/^\d+$/);
      await next.end('SIGTERM');
      expect(await next.ended).toBe('ended with status 0');
      await rm(join(server.data, '..'), { recursive: true, maxRetries: 3 });
    }
  },
  3_600_000,
);
