import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { sharedPostgres } from './shared-postgres.js';

describe('sharedPostgres', () => {
  it('removes its folder when no test has started PostgreSQL', async () => {
    const { env, stop } = sharedPostgres();
    expect(existsSync(env.CLIPLOOP_TEST_POSTGRES)).toBe(true);
    await stop();
    expect(existsSync(env.CLIPLOOP_TEST_POSTGRES)).toBe(false);
  });

  it('stops PostgreSQL with a fast shutdown', async () => {
    const { env, stop } = sharedPostgres();
    const data = join(env.CLIPLOOP_TEST_POSTGRES, 'server/data');
    const server = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
    const exited = once(server, 'exit').then(([, signal]) => {
      rmSync(join(data, 'postmaster.pid'));
      return signal;
    });
    mkdirSync(data, { recursive: true });
    writeFileSync(join(data, 'postmaster.pid'), `${server.pid}\n/data\n`);
    await once(server, 'spawn');
    await stop();
    expect(await exited).toBe('SIGINT');
    expect(existsSync(env.CLIPLOOP_TEST_POSTGRES)).toBe(false);
  });

  it('removes the folder of a PostgreSQL that has crashed', async () => {
    const { env, stop } = sharedPostgres();
    const data = join(env.CLIPLOOP_TEST_POSTGRES, 'server/data');
    const server = spawn(process.execPath, ['-e', '']);
    await once(server, 'exit');
    mkdirSync(data, { recursive: true });
    writeFileSync(join(data, 'postmaster.pid'), `${server.pid}\n/data\n`);
    await stop();
    expect(existsSync(env.CLIPLOOP_TEST_POSTGRES)).toBe(false);
  });

  it('names this process, so that PostgreSQL ends with it', async () => {
    const { env, stop } = sharedPostgres();
    expect(readFileSync(join(env.CLIPLOOP_TEST_POSTGRES, 'owner'), 'utf8')).toBe(String(process.pid));
    await stop();
  });
});
