import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { drawClip } from '@cliploop/testing/clip';
import { type Major, missing, PostgresServer, query } from '@cliploop/testing/postgres-server';
import { ServerProcess } from '@cliploop/testing/service-process';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { databaseRole } from '../../support/database-role.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'cliploop-database-role-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe.each(([15, 18] as const satisfies Major[]).filter((major) => missing(major) === undefined))(
  'PostgreSQL %d with the role of the README',
  (major) => {
    let postgres: PostgresServer;
    const servers: ServerProcess[] = [];
    beforeAll(async () => {
      postgres = await PostgresServer.start(major);
    });
    afterAll(async () => {
      for (const server of servers) await server.end('SIGKILL');
      await postgres?.close();
    });

    function service(DATABASE_URL: string, data: string): ServerProcess {
      const server = new ServerProcess(join(folder, `${major}-${data}`), {
        DATABASE_URL,
        CLIPLOOP_LOG_LEVEL: 'warn',
        CLIPLOOP_ADMIN: 'public',
      });
      servers.push(server);
      return server;
    }
    const superuserMetric = async ({ origin }: ServerProcess) =>
      /^cliploop_database_superuser (\d)$/m.exec(await (await fetch(`${origin}/metrics`)).text())?.[1];

    test('runs the service, which cannot leave its schemas', async () => {
      for (const statement of databaseRole.statements) await postgres.query('postgres', statement);
      for (const statement of databaseRole.inDatabase) await postgres.query('cliploop', statement);
      const url = postgres.url('cliploop', 'cliploop', databaseRole.password);
      const server = service(url, 'role');
      const api = await server.up();
      const clip = join(folder, 'clip.mp4');
      await drawClip(clip, 'testsrc2=size=320x240:rate=25:duration=2');
      const FileId = await server.addMedia(clip, '--name', 'role');
      expect((await api.SearchMedia({ Names: ['role'] })).MediaInfoSet?.[0]?.FileId).toBe(FileId);
      const AnimatedGraphicTaskSet = [{ Definition: 20000, StartTimeOffset: 0, EndTimeOffset: 1 }];
      const { TaskId = '' } = await api.ProcessMedia({ FileId, MediaProcessTask: { AnimatedGraphicTaskSet } });
      const status = async () => (await api.DescribeTaskDetail({ TaskId })).Status;
      await expect.poll(status, { timeout: 30_000 }).toBe('FINISH');
      for (const attempt of [
        `copy media (name) from program 'id'`,
        `select pg_read_file('/etc/passwd')`,
        'create schema other',
        'create extension pg_trgm',
        'create role other',
      ]) {
        await expect(query(url, attempt)).rejects.toThrow(/permission denied|must be superuser|only roles with/i);
      }
      expect(await superuserMetric(server)).toBe('0');
      expect(server.log.filter((line) => line.includes('superuser'))).toEqual([]);
      await server.end('SIGTERM');
    }, 90_000);

    test('warns about a superuser', async () => {
      const server = service(await postgres.database('mighty'), 'mighty');
      await server.up();
      expect(server.log.join('\n')).toContain('DATABASE_URL: the database user is a superuser');
      expect(await superuserMetric(server)).toBe('1');
      await server.end('SIGTERM');
    }, 60_000);
  },
);
