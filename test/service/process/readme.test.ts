import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { clientOf } from '@cliploop/testing/client';
import { drawClip } from '@cliploop/testing/clip';
import { signedRoute } from '@cliploop/testing/signed-route';
import { poolLimits } from '@cliploop/vod/internals';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { databaseRole } from '../../support/database-role.ts';
import { appId, credential, type Running, startService } from '../../support/service.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));
let running: Running;
let folder: string;
let fileId: string;
let env: NodeJS.ProcessEnv;

beforeAll(async () => {
  // Inside the project, where an import finds the SDK.
  folder = await mkdtemp(join(root, 'node_modules', '.cliploop-readme-'));
  const clip = join(folder, 'talk.mp4');
  await drawClip(clip, 'testsrc=size=320x240:rate=10:duration=6');
  running = await startService();
  ({ fileId } = await running.service.media.add({ subAppId: appId, file: clip, keep: true, name: 'talk' }));
  const { secretId, secretKey } = credential;
  const { http_proxy: _, ...rest } = process.env;
  env = { ...rest, CLIPLOOP_SECRET_ID: secretId, CLIPLOOP_SECRET_KEY: secretKey, FILE_ID: fileId };
}, 60_000);
afterAll(async () => {
  await running?.close();
  await rm(folder, { recursive: true, force: true });
}, 60_000);

/** The text between two marks of a README. */
async function marked(file: string, mark: string): Promise<string> {
  const text = await readFile(join(root, file), 'utf8');
  return new RegExp(`<!-- ${mark} -->\n([^]*?)<!-- /${mark} -->`).exec(text)?.[1]?.trim() ?? '';
}

/** The code of a marked block, for the service of this test. */
async function code(mark: string, readme = 'README.md'): Promise<string> {
  const block = await marked(readme, mark);
  return block.replace(/^```\w+\n|```$/g, '').replaceAll('127.0.0.1:8030', running.endpoint);
}

test('makes the signed URL of the example, which answers with the animation', async () => {
  const file = join(folder, 'animated-url.mjs');
  await writeFile(file, await code('signed-url', 'apps/server/README.md'));
  const { stdout } = await promisify(execFile)(process.execPath, [file, fileId], { env });
  const reply = await fetch(stdout.trim());
  expect([reply.status, reply.headers.get('content-type')]).toEqual([200, 'image/webp']);
});

test('runs the example with the SDK', async () => {
  const file = join(folder, 'animate.mjs');
  await writeFile(file, await code('sdk'));
  const { stdout } = await promisify(execFile)(process.execPath, [file, fileId], { env });
  expect(stdout.trim()).toMatch(new RegExp(`^http://${running.endpoint}/files/${appId}/${fileId}/`));
  expect((await fetch(stdout.trim())).headers.get('content-type')).toBe('image/webp');
}, 60_000);

test.each(['bash', 'sh'])(
  'runs the example with curl in %s',
  async (shell) => {
    // The example has no Nonce: runs within one second have the same signature.
    await delay(1_100);
    const { stdout } = await promisify(execFile)(shell, ['-c', await code('curl')], { env });
    expect(stdout).toMatch(
      /^\{"Response":\{"TaskId":"[\w-]+","RequestId":"[\w-]+"\}\}\n\{"Response":\{"MediaInfoSet":\[\{/,
    );
    expect(stdout).not.toContain('Error');
  },
  60_000,
);

test('runs the example of a task flow twice', async () => {
  const file = join(folder, 'upload.mjs');
  await writeFile(file, await code('flow'));
  // A second run finds the task flow.
  for (const _ of ['first', 'second']) {
    const { stdout } = await promisify(execFile)(process.execPath, [file, join(folder, 'talk.mp4')], {
      // The COS SDK stores its state there.
      env: { ...env, XDG_CONFIG_HOME: folder },
    });
    expect(stdout.trim()).toMatch(new RegExp(`^http://${running.endpoint}/files/${appId}/\\d+/.+\\.webp$`));
    expect((await fetch(stdout.trim())).headers.get('content-type')).toBe('image/webp');
  }
}, 60_000);

test('runs the example of a resumable upload', async () => {
  const file = join(folder, 'tus.mjs');
  await writeFile(file, await code('tus', 'apps/server/README.md'));
  const task = { MediaProcessTask: { AnimatedGraphicTaskSet: [{ Definition: 20000 }] } };
  await clientOf(running.endpoint).request('CreateProcedureTemplate', { Name: 'preview', ...task });
  const args = [file, join(folder, 'talk.mp4')];
  const { stdout, stderr } = await promisify(execFile)(process.execPath, args, { env });
  expect(stderr).toBe('');
  const { headers } = signedRoute({ path: new URL(stdout.trim()).pathname });
  const status = async () => (await fetch(stdout.trim(), { headers })).json() as Promise<Record<string, unknown>>;
  await expect.poll(async () => (await status()).State, { timeout: 20_000 }).toBe('done');
  expect(await status()).toMatchObject({ FileId: expect.stringMatching(/^\d+$/), ProcedureTaskId: expect.any(String) });
}, 60_000);

test('documents the statements that create the database and its role', async () => {
  const sql = await marked('apps/server/README.md', 'database-role');
  const { statements, inDatabase } = databaseRole;
  const lines = [...statements.map((of) => `${of};`), '\\connect cliploop', ...inDatabase.map((of) => `${of};`)];
  expect(sql).toBe(['```sql', ...lines, '```'].join('\n'));
});

test('documents the limits of the connections', async () => {
  const rows = (await marked('apps/server/README.md', 'database-connections')).split('\n').slice(2);
  const documented = rows.map((row) =>
    row
      .split('|')
      .slice(2, 6)
      .map((cell) => cell.trim()),
  );
  const time = (ms: number) => (ms === 0 ? 'unlimited' : `${ms / 1000} s`);
  expect(documented).toEqual(
    Object.values(poolLimits).map(({ max, statement, lock, wait }) => [
      `${max}`,
      time(statement),
      time(lock),
      time(wait),
    ]),
  );
});
