import { createHash } from 'node:crypto';
import { copyFile, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { credential } from '@cliploop/testing/credential';
import { beforeAll, describe, expect, test } from 'vitest';
import { plainClip } from '../fixtures/numbered.ts';
import { root } from '../support/paths.ts';
import { output } from '../support/run.ts';
import { tempDir } from '../support/temp.ts';
import { hasBrowser, useConsole } from './console.ts';
import { CreatePage } from './create-page.ts';

const site = useConsole();
let fileId = '';

beforeAll(async () => {
  if (hasBrowser) fileId = await site.current.service.addMedia(await plainClip(), '--name', "it's.mp4");
}, 60_000);

const md5 = (bytes: Buffer): string => createHash('md5').update(bytes).digest('hex');

/** The code that the page offers, by the names of the tabs. */
async function codeOf({ page }: CreatePage): Promise<Readonly<Record<string, string>>> {
  await page.getByRole('button', { name: 'Copy as code' }).click();
  const dialog = page.getByRole('dialog', { name: 'Make the same animation with code' });
  await dialog.getByRole('tab').first().waitFor();
  const code: Record<string, string> = {};
  for (const tab of await dialog.getByRole('tab').all()) {
    await tab.click();
    code[(await tab.textContent()) ?? ''] = await dialog.locator('pre').innerText();
  }
  return code;
}

/** A folder with the video and with the packages of the repository. */
async function folder(): Promise<string> {
  const path = tempDir();
  await copyFile(await plainClip(), join(path, "it's.mp4"));
  await symlink(join(root, 'node_modules'), join(path, 'node_modules'));
  return path;
}

/** Runs code with the key pair in the environment. @returns what it prints */
async function runIn(cwd: string, command: string, ...args: readonly string[]): Promise<string> {
  const env = {
    ...process.env,
    PATH: `${join(root, 'node_modules/.bin')}:${process.env.PATH}`,
    CLIPLOOP_SECRET_ID: credential.secretId,
    CLIPLOOP_SECRET_KEY: credential.secretKey,
  };
  return (await output(command, args, { cwd, env })).toString().trim();
}

describe.skipIf(!hasBrowser)('the code that the page Create offers', { timeout: 120_000 }, () => {
  test('makes the animation of the page, byte for byte', async () => {
    const create = await CreatePage.open(site.current, fileId, '?in=0.52&out=1.96&width=160&fps=10');
    const { page } = create;
    const expected = md5(await create.make());
    const code = await codeOf(create);
    expect(Object.keys(code)).toEqual(['Node.js', 'Python', 'Go', 'curl', 'cliploop', '@cliploop/core']);
    expect(Object.values(code).join('\n')).not.toContain(credential.secretKey);
    const cwd = await folder();

    await runIn(cwd, 'sh', '-c', code.cliploop ?? '');
    const made = join(cwd, "it's.webp");
    expect(md5(await readFile(made))).toBe(expected);
    await rm(made);

    await writeFile(join(cwd, 'library.mjs'), code['@cliploop/core'] ?? '');
    expect(await runIn(cwd, process.execPath, 'library.mjs')).toContain(expected);

    await writeFile(join(cwd, 'node.mjs'), code['Node.js'] ?? '');
    const url = await runIn(cwd, process.execPath, 'node.mjs');
    expect(md5(Buffer.from(await (await fetch(url)).arrayBuffer()))).toBe(expected);

    await writeFile(join(cwd, 'curl.sh'), code.curl ?? '');
    const printed = await runIn(cwd, 'bash', 'curl.sh');
    const taskId = /"TaskId":"([^"]+)"/.exec(printed)?.[1];
    expect(taskId, printed).toBeDefined();
    const result = async () => {
      const { ProcedureTask } = (await site.current.call(page, 'DescribeTaskDetail', { TaskId: taskId })) as {
        ProcedureTask: { MediaProcessResultSet: { AnimatedGraphicTask: { Output: { Md5: string } | null } }[] };
      };
      return ProcedureTask.MediaProcessResultSet[0]?.AnimatedGraphicTask.Output?.Md5;
    };
    await expect.poll(result, { timeout: 30_000 }).toBe(expected);
    // The last lines list the animations of the media.
    await expect.poll(() => runIn(cwd, 'bash', 'curl.sh'), { timeout: 30_000 }).toContain(expected);
  });

  test('makes that of a template, as a command', async () => {
    const create = await CreatePage.open(site.current, fileId, '?in=1&out=2.48&template=20000');
    const expected = md5(await create.make());
    const { cliploop = '' } = await codeOf(create);
    const cwd = await folder();
    await runIn(cwd, 'sh', '-c', cliploop);
    expect(md5(await readFile(join(cwd, "it's.gif")))).toBe(expected);
  });
});
