import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { plainClip } from '../fixtures/numbered.ts';
import { decodeWithSharp, totalMs } from '../oracle/animation.ts';
import { parseGif } from '../oracle/gif.ts';
import { parseWebp } from '../oracle/webp.ts';
import { cliPath } from '../support/paths.ts';
import { run } from '../support/run.ts';
import { tempDir } from '../support/temp.ts';
import { cliploop, stdoutOf } from './cliploop.ts';

const resultFields =
  'format width height frames duration start end size md5 bitrate loop warnings source timings'.split(' ');
const md5 = (bytes: Uint8Array): string => createHash('md5').update(bytes).digest('hex');

let clip: string;
beforeAll(async () => {
  clip = await plainClip();
});

describe('cliploop animate', () => {
  test('applies every flag', async () => {
    const output = join(tempDir(), 'out.webp');
    const flags = [
      '--start',
      '0:01',
      '--end',
      '2.5',
      '--format',
      'webp',
      '--width',
      '120',
      '--height',
      '90',
      '--fit',
      'pad',
    ];
    const more = [
      '--background',
      '#112233',
      '--fps',
      '30000/1001',
      '--quality',
      '60',
      '--loop',
      '2',
      '--dither',
      'none',
      '--stream',
      '0',
      '--threads',
      '1',
    ];
    await stdoutOf(['animate', clip, '-o', output, ...flags, ...more, '--resolution-adaptive', '--overwrite']);
    const animation = await decodeWithSharp(output);
    expect([animation.width, animation.height]).toEqual([120, 90]);
    expect(totalMs(animation)).toBe(1500);
    expect(parseWebp(readFileSync(output)).plays).toBe(2);
  });

  test('takes from a template what no flag sets', async () => {
    const output = join(tempDir(), 'out.gif');
    const result = JSON.parse(
      await stdoutOf(['animate', clip, '-o', output, '--template', '20000', '--duration', '2', '--json']),
    );
    expect(result).toMatchObject({ format: 'gif', width: 160, height: 96, frames: 4, duration: 2 });
  });

  test('prints only the result with --json', async () => {
    const output = join(tempDir(), 'out.gif');
    const result = JSON.parse(
      await stdoutOf(['animate', clip, '-o', output, '--duration', '1', '--fps', '10', '--json']),
    );
    for (const field of resultFields) expect(result).toHaveProperty(field);
    expect(result).not.toHaveProperty('data');
    expect(result).toMatchObject({ md5: md5(readFileSync(output)), duration: 1, frames: 10 });
  });

  test('exits with 141 and no message when the reader of the output has ended', async () => {
    const child = spawn(cliPath, [clip, '-o', '-', '--quiet'], { stdio: ['ignore', 'pipe', 'pipe'] });
    child.stdout.destroy();
    let stderr = '';
    child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
    const status = await new Promise((resolve) => child.on('close', resolve));
    expect({ status, stderr }).toEqual({ status: 141, stderr: '' });
  });

  test('reads standard input and writes standard output', async () => {
    for (const format of ['gif', 'webp'] as const) {
      const ran = await cliploop(['animate', '-', '-o', '-', '--format', format, '--duration', '0.5', '--fps', '10'], {
        stdin: readFileSync(clip),
      });
      expect(ran).toMatchObject({ status: 0 });
      const { frames } = format === 'gif' ? parseGif(ran.stdout) : parseWebp(ran.stdout);
      expect(frames).toHaveLength(5);
    }
  });

  test('prints plain progress lines without a terminal, and nothing with --quiet', async () => {
    const folder = tempDir();
    const loud = await cliploop(['animate', clip, '-o', join(folder, 'a.webp'), '--width', '640']);
    expect(loud.status).toBe(0);
    const text = loud.stdout.toString() + loud.stderr;
    expect(text).toContain('a.webp');
    for (const control of ['\r', '\u001b']) expect(text).not.toContain(control);
    const quiet = await cliploop(['animate', clip, '-o', join(folder, 'b.webp'), '--duration', '0.3', '--quiet']);
    expect(quiet).toMatchObject({ status: 0, stderr: '' });
    expect(quiet.stdout.toString()).toBe('');
  });

  test('draws a bar on a terminal', async ({ skip }) => {
    const terminal = await run('script', ['-qec', 'true', '/dev/null']);
    if (terminal.status !== 0) skip('this system has no pseudo-terminals');
    const output = join(tempDir(), 'bar.webp');
    const columns = 60;
    const command = `stty cols ${columns}; ${cliPath} animate ${clip} -o ${output} --width 800 --fps 25`;
    const ran = await run('script', ['-qec', command, '/dev/null'], { env: { ...process.env, TERM: 'xterm' } });
    expect(ran.status).toBe(0);
    const drawn = ran.stdout.toString().replaceAll('\r\n', '\n').split('\r').slice(1, -1);
    expect(drawn.join('\n')).toMatch(/\[#*-*\] +\d+% {2}\d+\/\d+ frames/);
    // A longer line would wrap, and its beginning would stay on the screen.
    for (const line of drawn) expect(line.replace('\u001b[K', '').length).toBeLessThan(columns);
    expect(existsSync(output)).toBe(true);
  });

  test('keeps an existing file unless --overwrite is given', async () => {
    const output = join(tempDir(), 'mine.gif');
    writeFileSync(output, 'mine');
    expect((await cliploop(['animate', clip, '-o', output, '--duration', '0.2'])).status).toBe(6);
    expect(readFileSync(output, 'utf8')).toBe('mine');
    await stdoutOf(['animate', clip, '-o', output, '--duration', '0.2', '--overwrite']);
    expect(parseGif(readFileSync(output)).frames.length).toBeGreaterThan(0);
  });

  test('prints warnings', async () => {
    const ran = await cliploop(['animate', clip, '-o', join(tempDir(), 'x.gif'), '--start', '3.5', '--duration', '9']);
    expect(ran.status).toBe(0);
    expect(ran.stderr + ran.stdout.toString()).toMatch(/is after the end of the video/);
  });

  test('prints no stack when the reader of the output ends early', async () => {
    const ran = await run('bash', [
      '-c',
      `'${cliPath}' animate '${clip}' -o - --format gif --fps 25 | head -c 100 | wc -c`,
    ]);
    expect(ran.stdout.toString().trim()).toBe('100');
    expect(ran.stderr).not.toMatch(/at .*\.js:\d+/);
  });

  test('leaves no file beside the output', async () => {
    const folder = tempDir();
    await stdoutOf(['animate', clip, '-o', join(folder, 'only.gif'), '--duration', '0.3']);
    expect(readdirSync(folder)).toEqual(['only.gif']);
  });
});
