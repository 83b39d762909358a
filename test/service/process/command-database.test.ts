import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { runningPostgres } from '@cliploop/postgres';
import { openDatabase } from '@cliploop/vod/internals';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ConfigError } from './config.js';
import { mediaCommand } from './media-command.js';
import { signCommand } from './sign-command.js';
import { makeClip } from './testing/clip.js';
import { credential } from './testing/credential.js';
import { ServerProcess } from './testing/process.js';

const bin = fileURLToPath(new URL('../bin/run.js', import.meta.url));
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

function add(): Promise<string> {
  return mediaCommand(['add', clip], { CLIPLOOP_DATA: server.data });
}

/** What `sign` warns of. It makes a signature all the same. */
async function warned(...words: string[]): Promise<string[]> {
  const warnings: string[] = [];
  const signature = await signCommand(words, env(), (message) => warnings.push(message));
  expect(signature).toMatch(base64);
  return warnings;
}

const base64 = /^[A-Za-z0-9+/]+=*\n$/;

function env(): NodeJS.ProcessEnv {
  const { secretId, secretKey } = credential;
  return { CLIPLOOP_DATA: server.data, CLIPLOOP_SECRET_ID: secretId, CLIPLOOP_SECRET_KEY: secretKey };
}

/** In the database of the service that runs. */
async function query(sql: string): Promise<Record<string, unknown>[]> {
  const { pool, close } = await openDatabase(runningPostgres(server.data) ?? {}, () => {});
  const { rows } = await pool.query(sql).finally(close);
  return rows;
}

const effect = 'uploads with this signature are refused until it exists';

test('commands work with and without a running service, and never change the schema of another version', async () => {
  const fileId = /^\d{19}\n$/;
  const none = `${server.data} is not the data folder of a service; start the service there first, or name its folder with --data`;
  await expect(add()).rejects.toThrow(new ConfigError(none));
  await expect(signCommand([], { CLIPLOOP_DATA: server.data }, () => {})).rejects.toThrow(
    new ConfigError(`${none}, or set CLIPLOOP_SECRET_ID and CLIPLOOP_SECRET_KEY`),
  );
  const api = await server.up();
  expect(await add()).toMatch(fileId);

  const MediaProcessTask = { AnimatedGraphicTaskSet: [{ Definition: 20001, StartTimeOffset: 0, EndTimeOffset: 0 }] };
  await api.CreateProcedureTemplate({ Name: 'preview', MediaProcessTask });
  const { SubAppId = 0 } = await api.CreateSubAppId({ Name: 'other' });
  expect(await warned('--procedure', 'preview')).toEqual([]);
  expect(await warned('--procedure', 'preview', '--sub-app-id', '0')).toEqual([]);
  expect(await warned('--procedure', 'priview')).toEqual([
    `Warning: the application 1500000000 has no task flow "priview" (did you mean "preview"?); ${effect}`,
  ]);
  const words = [bin, 'sign', '--procedure', 'priview'];
  const { stdout, stderr } = await promisify(execFile)(process.execPath, words, { env: env() });
  expect(stdout).toMatch(base64);
  expect(stderr).toMatch(/^cliploop-server: Warning: the application 1500000000 has no task flow "priview" .*\n$/);
  expect(await warned('--procedure', 'preview', '--sub-app-id', String(SubAppId))).toEqual([
    `Warning: the application ${SubAppId} has no task flow "preview"; ${effect}`,
  ]);
  expect(await warned('--procedure', 'preview', '--sub-app-id', '7')).toEqual([
    'Warning: the application 7 does not exist or is off, so uploads with this signature are refused',
  ]);

  const notes = join(folder, 'notes.txt');
  await writeFile(notes, 'These are words.\n');
  const refused = promisify(execFile)(process.execPath, [bin, 'media', 'add', notes], { env: env() });
  await expect(refused).rejects.toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/^cliploop-server: The input is not a video: it is a text file\nTry: .+\n$/),
  });

  await server.end('SIGTERM');
  expect(await add()).toMatch(fileId);
  expect(await warned('--procedure', 'preview')).toEqual([]);
  expect(await warned('--procedure', '预览')).toEqual([
    `Warning: the application 1500000000 has no task flow "预览"; ${effect}`,
  ]);
  await server.up();

  const names = 'select name from migration order by name';
  const before = await query(names);
  await query("insert into migration (name) values ('9999-later')");
  const newer = 'The database holds the migration 9999-later, which this version of cliploop does not know';
  await expect(add()).rejects.toThrow(newer);
  expect(await warned('--procedure', 'preview')).toEqual([
    expect.stringContaining(`Warning: could not check whether the task flow "preview" exists: ${newer}`),
  ]);
  await query(`delete from migration where name in ('9999-later', '${before.at(-1)?.name}')`);
  // The service runs with the schema that it knows; it could not use one that changed meanwhile.
  await expect(add()).rejects.toThrow(
    'The database has the schema of an older version, and a service of that version may be using it. Start the service of ' +
      'this version first, which updates the schema, or use the command of the older version.',
  );
  expect(await warned('--procedure', 'preview')).toEqual([]);
  expect(await query(names)).toEqual(before.slice(0, -1));
});
