import { execFile } from 'node:child_process';
import { chmod, chown, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { runningPostgres } from '@cliploop/postgres';
import { makeClip } from '@cliploop/testing/clip';
import { credential } from '@cliploop/testing/credential';
import { ServerProcess } from '@cliploop/testing/service-process';
import { openDatabase } from '@cliploop/vod/internals';
import { ConfigError, command } from 'cliploop-server/in-process';
import { afterAll, beforeAll, expect, test } from 'vitest';

const bin = fileURLToPath(new URL('../../../apps/server/bin/run.js', import.meta.url));
let folder: string;
let clip: string;
let server: ServerProcess;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cliploop-commands-'));
  clip = join(folder, 'clip.mp4');
  await makeClip(clip);
  server = new ServerProcess(join(folder, 'data'));
});
afterAll(async () => {
  await server?.end('SIGTERM');
  await rm(folder, { recursive: true, force: true });
});

const { secretId, secretKey } = credential;
const keys = { CLIPLOOP_SECRET_ID: secretId, CLIPLOOP_SECRET_KEY: secretKey };
const base64 = /^[A-Za-z0-9+/]+=*\n$/;

/** Runs `cliploop-server` as a process. Rejects with `code`, `stdout` and `stderr`. */
function program(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<{ stdout: string; stderr: string }> {
  const { CLIPLOOP_SECRET_ID: _, CLIPLOOP_SECRET_KEY: __, DATABASE_URL: ___, ...rest } = process.env;
  return promisify(execFile)(process.execPath, [bin, ...args], {
    env: { ...rest, CLIPLOOP_DATA: server.data, ...env },
  });
}

/** Runs a command in this process. @returns what it prints, and its warnings */
async function run(
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
): Promise<{ text: string; warnings: string[] }> {
  const warnings: string[] = [];
  const warn = (message: string) => warnings.push(message);
  const done = await command(args, { CLIPLOOP_DATA: server.data, ...env }, warn, async () => {});
  return { text: 'print' in done ? done.print : '', warnings };
}

async function add(): Promise<string> {
  const { text, warnings } = await run(['media', 'add', clip]);
  expect(warnings).toEqual([]);
  return text;
}

/** The warnings of `sign`, which also prints a signature. */
async function warnings(...args: string[]): Promise<string[]> {
  const { text, warnings } = await run(['sign', ...args], keys);
  expect(text).toMatch(base64);
  return warnings;
}

/** Queries the embedded database of the running service. */
async function query(sql: string): Promise<Record<string, unknown>[]> {
  const { pool, close } = await openDatabase(runningPostgres(server.data) ?? {}, () => {});
  const { rows } = await pool.query(sql).finally(close);
  return rows;
}

const effect = 'uploads with this signature are refused until it exists';

test('runs commands with and without a running service, and keeps the schema of another version', async () => {
  const fileId = /^\d{19}\n$/;
  const none = `${server.data} is not the data folder of a service; start the service there first, or set --data to its folder`;
  await expect(add()).rejects.toThrow(new ConfigError(none));
  await expect(program(['sign'])).rejects.toMatchObject({
    code: 2,
    stdout: '',
    stderr: `cliploop-server: ${none}, or set CLIPLOOP_SECRET_ID and CLIPLOOP_SECRET_KEY\n`,
  });
  const api = await server.up();
  expect(await add()).toMatch(fileId);

  const MediaProcessTask = { AnimatedGraphicTaskSet: [{ Definition: 20001, StartTimeOffset: 0, EndTimeOffset: 0 }] };
  await api.CreateProcedureTemplate({ Name: 'preview', MediaProcessTask });
  const { SubAppId = 0 } = await api.CreateSubAppId({ Name: 'other' });
  expect(await warnings('--procedure', 'preview')).toEqual([]);
  expect(await warnings('--procedure', 'preview', '--sub-app-id', '0')).toEqual([]);
  expect(await warnings('--procedure', 'priview')).toEqual([
    `Warning: application 1500000000 has no task flow "priview" (did you mean "preview"?); ${effect}`,
  ]);
  const { stdout, stderr } = await program(['sign', '--procedure', 'priview'], keys);
  expect(stdout).toMatch(base64);
  expect(stderr).toMatch(/^cliploop-server: Warning: application 1500000000 has no task flow "priview" .*\n$/);
  expect(await warnings('--procedure', 'preview', '--sub-app-id', String(SubAppId))).toEqual([
    `Warning: application ${SubAppId} has no task flow "preview"; ${effect}`,
  ]);
  expect(await warnings('--procedure', 'preview', '--sub-app-id', '7')).toEqual([
    'Warning: application 7 does not exist or is off; uploads with this signature are refused',
  ]);

  const notes = join(folder, 'notes.txt');
  await writeFile(notes, 'These are words.\n');
  await expect(program(['media', 'add', notes])).rejects.toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/^cliploop-server: The input is not a video: it is a text file\nHint: .+\n$/),
  });

  await server.end('SIGTERM');
  expect(await add()).toMatch(fileId);
  expect(await warnings('--procedure', 'preview')).toEqual([]);
  expect(await warnings('--procedure', '预览')).toEqual([
    `Warning: application 1500000000 has no task flow "预览"; ${effect}`,
  ]);
  await server.up();

  const names = 'select name from migration order by name';
  const before = await query(names);
  await query("insert into migration (name) values ('9999-later')");
  const newer = 'The database has the unknown migration 9999-later: a newer version of cliploop has updated its schema';
  await expect(add()).rejects.toThrow(newer);
  expect(await warnings('--procedure', 'preview')).toEqual([
    expect.stringContaining(`Warning: could not check whether the task flow "preview" exists: ${newer}`),
  ]);
  await query(`delete from migration where name in ('9999-later', '${before.at(-1)?.name}')`);
  // The running service cannot use a schema of another version.
  await expect(add()).rejects.toThrow(
    'The database has the schema of an older version, and a service of that version may be using it. Start the service of ' +
      'this version first, which updates the schema, or use the command of the older version.',
  );
  expect(await warnings('--procedure', 'preview')).toEqual([]);
  expect(await query(names)).toEqual(before.slice(0, -1));
});

test.runIf(process.geteuid?.() === 0)(
  'says which user may run commands while the service of another user runs',
  async () => {
    const nobody = 65_534;
    const home = join(folder, 'home');
    await mkdir(home);
    await chown(home, nobody, nobody);
    await chmod(folder, 0o755);
    const other = new ServerProcess(join(home, 'data'), {}, undefined, { uid: nobody });
    await other.up();
    await expect(run(['check'], { CLIPLOOP_DATA: other.data })).rejects.toThrow(
      `The service of ${other.data} runs as uid ${nobody}, and only this user may use its database. Run the command as this user`,
    );
    await other.end('SIGTERM');
  },
  60_000,
);
