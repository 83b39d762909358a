import { copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { root } from '../support/paths.ts';
import { run } from '../support/run.ts';
import { tempDir } from '../support/temp.ts';

const script = `
  const { versions } = await import('@cliploop/native');
  const { readFileSync } = await import('node:fs');
  const [, path] = /^.*\\s(\\/.*\\.node)$/m.exec(readFileSync('/proc/self/maps', 'utf8'));
  console.log(typeof versions, path);
`;

/** Loads the engine in another process. */
async function load(addon: string): Promise<{ status: number | null; text: string }> {
  const args = ['--input-type=module', '--eval', script];
  const env = { ...process.env, CLIPLOOP_ADDON: addon };
  const { status, stdout, stderr } = await run(process.execPath, args, { cwd: join(root, 'test'), env });
  return { status, text: `${stdout}${stderr}` };
}

describe('CLIPLOOP_ADDON', () => {
  const release = join(root, 'native/build/Release/cliploop.node');

  test('selects the released build when it is empty', async () => {
    expect(await load('')).toEqual({ status: 0, text: `function ${release}\n` });
  });

  test('selects another build by its path', async () => {
    const folder = join(tempDir(), 'build');
    mkdirSync(folder);
    const other = join(folder, 'cliploop.node');
    copyFileSync(release, other);
    expect(await load(other)).toEqual({ status: 0, text: `function ${other}\n` });
  });

  test('gives an error that names the missing build', async () => {
    const { status, text } = await load(join(tempDir(), 'none.node'));
    expect(status).toBe(1);
    expect(text).toMatch(/The engine cannot be loaded \(.*none\.node.*\)\. Build it with: npm run setup/);
  });
});
