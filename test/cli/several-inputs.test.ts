import { spawn } from 'node:child_process';
import { cpSync, existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { bigClip } from '../fixtures/big.ts';
import { plainClip } from '../fixtures/numbered.ts';
import { cliPath } from '../support/paths.ts';
import { tempDir } from '../support/temp.ts';
import { cliploop, messagesOf } from './cliploop.ts';

let clip: string;
beforeAll(async () => {
  clip = await plainClip();
});

const short = ['-t', '.2', '-w', '64'];

function folderWith(...names: string[]): string {
  const folder = tempDir();
  for (const name of names) cpSync(clip, join(folder, name));
  writeFileSync(join(folder, 'bad.mp4'), 'This is not a video.\n');
  return folder;
}

describe('cliploop animate with several inputs', () => {
  test('writes each result into the folder, with the name of its input', async () => {
    const cwd = folderWith('a.mp4', 'b.mp4');
    const ran = await cliploop(['a.mp4', 'b.mp4', '-o', 'gifs/', ...short], { cwd });
    expect([ran.status, messagesOf(ran)]).toEqual([0, '2 of 2 done\n']);
    expect(ran.stdout.toString()).toMatch(/^gifs\/a\.gif: 64x.*\ngifs\/b\.gif: 64x.*\n$/);
    expect(readdirSync(join(cwd, 'gifs')).sort()).toEqual(['a.gif', 'b.gif']);
  });

  test('writes the results into the current folder by default', async () => {
    const cwd = folderWith('a.mp4', 'b.mp4');
    expect((await cliploop(['animate', 'a.mp4', 'b.mp4', '-f', 'webp', ...short], { cwd })).status).toBe(0);
    expect(readdirSync(cwd).sort()).toEqual(['a.mp4', 'a.webp', 'b.mp4', 'b.webp', 'bad.mp4']);
  });

  test('continues after a failed input, and exits with the code of the first failure', async () => {
    const cwd = folderWith('a.mp4', 'b.mp4');
    const ran = await cliploop(['a.mp4', 'bad.mp4', 'none.mp4', 'b.mp4', '-o', 'gifs/', ...short], { cwd });
    expect(ran.status).toBe(3);
    expect(messagesOf(ran)).toMatch(
      /^Error INPUT_NOT_MEDIA: bad\.mp4: .*\nHint: .*\nError INPUT_NOT_FOUND: none\.mp4: /,
    );
    expect(ran.stderr).toMatch(/\n2 of 4 done, 2 failed: bad\.mp4, none\.mp4\n$/);
    expect(readdirSync(join(cwd, 'gifs')).sort()).toEqual(['a.gif', 'b.gif']);
  });

  test('prints a line of JSON for each input, with its input and output', async () => {
    const cwd = folderWith('a.mp4');
    const ran = await cliploop(['a.mp4', 'bad.mp4', '-o', 'gifs/', '--json', ...short], { cwd });
    expect([ran.status, messagesOf(ran)]).toEqual([3, '']);
    const [first, second, ...rest] = ran.stdout
      .toString()
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(first).toMatchObject({ input: 'a.mp4', output: 'gifs/a.gif', width: 64, format: 'gif' });
    expect(second).toMatchObject({ input: 'bad.mp4', output: 'gifs/bad.gif', error: { code: 'INPUT_NOT_MEDIA' } });
    expect(rest).toEqual([]);
  });

  test('rejects two results of the same name before it writes anything', async () => {
    const cwd = folderWith('a.mp4', 'a.mov');
    const ran = await cliploop(['a.mp4', 'a.mov', '-o', 'gifs/', ...short], { cwd });
    expect(ran.status).toBe(2);
    expect(ran.stderr).toMatch(/^Error INVALID_OPTION: a\.mp4 and a\.mov would have the same output: gifs\/a\.gif\n/);
    expect(existsSync(join(cwd, 'gifs'))).toBe(false);
  });

  test('names the input in each warning', async () => {
    const cwd = folderWith('a.mp4', 'b.mp4');
    const ran = await cliploop(['a.mp4', 'b.mp4', '-o', 'gifs/', '-r', '50', ...short], { cwd });
    expect(messagesOf(ran)).toMatch(
      /^Warning FPS_ABOVE_SOURCE: a\.mp4: The source has .*\nWarning FPS_ABOVE_SOURCE: b\.mp4: The source has .*\n2 of 2 done\n$/,
    );
  });

  test('reports an invalid option once, and leaves no folder', async () => {
    const cwd = folderWith('a.mp4', 'b.mp4');
    const ran = await cliploop(['a.mp4', 'b.mp4', '-o', 'new/gifs/', '-q', '101'], { cwd });
    expect(ran.status).toBe(2);
    expect(ran.stderr.match(/Error/g)).toHaveLength(1);
    expect(existsSync(join(cwd, 'new'))).toBe(false);
  });

  test('continues after a percentage that is too small for one input, and after an invalid URL', async () => {
    const cwd = folderWith('a.mp4', 'b.mp4');
    const picture = Buffer.concat([Buffer.from('FRAME\n'), Buffer.alloc((64 * 48 * 3) / 2, 128)]);
    writeFileSync(join(cwd, 'small.y4m'), Buffer.concat([Buffer.from('YUV4MPEG2 W64 H48 F10:1 C420\n'), picture]));
    const inputs = ['a.mp4', 'small.y4m', 'http://[', 'b.mp4'];
    const ran = await cliploop([...inputs, '-o', 'gifs/', '-t', '.2', '-w', '20%'], { cwd });
    expect(ran.status).toBe(2);
    expect(messagesOf(ran)).toMatch(
      /^Error INVALID_OPTION: small\.y4m: -w \(--width\) must be from 16 to 4096 px, got 13 px \(20% of 64 px\)\n/,
    );
    expect(ran.stderr).toMatch(/\n2 of 4 done, 2 failed: small\.y4m, http:\/\/\[\n$/);
    expect(readdirSync(join(cwd, 'gifs')).sort()).toEqual(['a.gif', 'b.gif']);
  });

  test('stops all jobs on Ctrl-C and leaves no files', async () => {
    const cwd = tempDir();
    const input = await bigClip();
    for (const name of ['a.mp4', 'b.mp4']) cpSync(input, join(cwd, name));
    const child = spawn(cliPath, ['a.mp4', 'b.mp4', '-o', 'gifs/', '--fps', '30', '--threads', '1'], {
      cwd,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let stderr = '';
    const ended = new Promise<number | null>((resolve) => child.on('exit', resolve));
    await new Promise<void>((resolve) => {
      // The first line of progress shows that the first job is running.
      child.stderr.on('data', (chunk: Buffer) => {
        stderr += chunk.toString();
        if (stderr.includes('1/2 Encoding')) resolve();
      });
    });
    child.kill('SIGINT');
    expect(await ended).toBe(130);
    expect(stderr).toMatch(/0 of 2 done, stopped by SIGINT\n$/);
    expect(readdirSync(cwd).sort()).toEqual(['a.mp4', 'b.mp4']);
  });
});
