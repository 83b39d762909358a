import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { animate, probe } from '@cliploop/core';
import { drawClip } from '@cliploop/testing/clip';
import { beforeAll, describe, expect, test } from 'vitest';
import { cached } from '../support/cache.ts';
import { cliPath } from '../support/paths.ts';
import { tempDir } from '../support/temp.ts';

/** File systems that allow only UTF-8 names (macOS) cannot have these files. */
const onLinux = process.platform === 'linux';

describe.runIf(onLinux)('a file name that is not UTF-8', () => {
  let clip: Buffer;
  beforeAll(async () => {
    clip = readFileSync(
      await cached('names.mp4', 1, (draft) => drawClip(draft, 'testsrc=size=64x48:rate=10:duration=0.5')),
    );
  });

  const bytes = (folder: string, name: string): Buffer =>
    Buffer.concat([Buffer.from(`${folder}/`), Buffer.from(name, 'latin1')]);

  function folderWith(...names: string[]): string {
    const folder = tempDir();
    for (const name of names) writeFileSync(bytes(folder, name), clip);
    return folder;
  }

  /** Runs the command in the folder; printf makes the bytes of \xNN. */
  async function shell(folder: string, args: string): Promise<{ status: number; stdout: string; stderr: string }> {
    const line = `'${cliPath}' ${args.replaceAll(/"([^"]*)"/g, '"$(printf \'$1\')"')}`;
    try {
      return { status: 0, ...(await promisify(execFile)('bash', ['-c', line], { cwd: folder })) };
    } catch (error) {
      const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
      return { status: code, stdout, stderr };
    }
  }
  const names = (folder: string | Buffer): string[] =>
    readdirSync(folder, 'buffer')
      .map((name) => name.toString('latin1'))
      .sort();

  test('names the default output too', async () => {
    const folder = folderWith('caf\xe9.mp4');
    expect(await shell(folder, 'animate "caf\\xe9.mp4"')).toMatchObject({ status: 0 });
    expect(names(folder)).toEqual(['caf\xe9.gif', 'caf\xe9.mp4']);
  });

  test('can be an output in a folder that is created', async () => {
    const folder = folderWith('a\xff.mp4', 'b.mp4');
    expect(await shell(folder, 'animate "a\\xff.mp4" b.mp4 -o "d\\xfcr/x/"')).toMatchObject({ status: 0 });
    expect(names(bytes(folder, 'd\xfcr/x'))).toEqual(['a\xff.gif', 'b.gif']);
    expect(await shell(folder, 'animate b.mp4 "\\xfe.webp"')).toMatchObject({ status: 0 });
    expect(existsSync(bytes(folder, '\xfe.webp'))).toBe(true);
  });

  test('is protected like others, and is named in errors', async () => {
    const folder = folderWith('caf\xe9.mp4');
    writeFileSync(bytes(folder, 'caf\xe9.gif'), 'mine');
    const ran = await shell(folder, 'animate "caf\\xe9.mp4"');
    expect(ran).toMatchObject({ status: 6, stderr: expect.stringContaining('OUTPUT_EXISTS') });
    expect(readFileSync(bytes(folder, 'caf\xe9.gif'), 'utf8')).toBe('mine');
    expect(await shell(folder, 'animate "caf\\xe8.mp4"')).toMatchObject({
      stderr: expect.stringContaining('INPUT_NOT_FOUND'),
    });
  });

  test('leaves no new folder when the job fails', async () => {
    const folder = folderWith('caf\xe9.mp4');
    expect((await shell(folder, 'animate "caf\\xe9.mp4" -o "n\\xe9w/x/" --start 99')).status).not.toBe(0);
    expect(names(folder)).toEqual(['caf\xe9.mp4']);
  });

  test('is read by probe', async () => {
    const folder = folderWith('caf\xe9.mp4');
    expect((await shell(folder, 'probe "caf\\xe9.mp4" --json')).stdout).toContain('"duration": 0.5');
  });

  test('is a path or a file: URL of the library', async () => {
    const folder = folderWith('caf\xe9.mp4');
    mkdirSync(bytes(folder, 'd\xfcr'));
    expect(await probe(join(folder, 'caf\udce9.mp4'))).toMatchObject({ duration: 0.5 });
    const url = `file://${folder}/caf%E9.mp4`;
    for (const [input, output] of [
      [url, `file://${folder}/d%FCr/%E9.gif`],
      [new URL(url), new URL(`file://${folder}/d%FCr/%E8.gif`)],
      [join(folder, 'caf\udce9.mp4'), join(folder, 'd\udcfcr/\udce7.gif')],
    ] as const)
      await animate({ input, output });
    expect(names(bytes(folder, 'd\xfcr'))).toEqual(['\xe7.gif', '\xe8.gif', '\xe9.gif']);
    await expect(animate({ input: url, output: url.replace('mp4', 'gif') })).resolves.toBeDefined();
    await expect(animate({ input: url, output: url.replace('mp4', 'gif') })).rejects.toMatchObject({
      code: 'OUTPUT_EXISTS',
    });
  });
});
