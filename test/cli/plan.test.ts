import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { plainClip } from '../fixtures/numbered.ts';
import { cliPath } from '../support/paths.ts';
import { tempDir } from '../support/temp.ts';
import { cliploop, stdoutOf } from './cliploop.ts';

describe('cliploop plan', () => {
  let clip: string;
  beforeAll(async () => {
    clip = await plainClip();
  });

  test('prints the segment, the output, its frames, delays and size, and smaller sizes', async () => {
    const text = await stdoutOf(['plan', clip, '-s', '1', '-t', '2', '-r', '12', '-w', '400']);
    expect(text).toMatch(/^segment {2}1 s to 3 s$/m);
    expect(text).toMatch(/^output {3}gif, 400x240, 2 s$/m);
    expect(text).toMatch(/^frames {3}24, 12 fps$/m);
    expect(text).toMatch(/^delays {3}80 to 90 ms$/m);
    expect(text).toMatch(/^size {5}about .*B, probably .*B to .*B$/m);
    expect(text).toMatch(/^time {5}about \d+ (s|min)/m);
    expect(text).toMatch(/--width 320: about .*B$/m);
  });

  test('prints JSON, takes the format from the output, and writes nothing', async () => {
    const folder = tempDir();
    const args = ['plan', clip, '-o', `${folder}/x.webp`, '-t', '1', '--json'];
    const { format, frames, estimate } = JSON.parse(await stdoutOf(args));
    expect({ format, frames }).toEqual({ format: 'webp', frames: 15 });
    expect(estimate.bytes).toBeGreaterThan(0);
    expect(readdirSync(folder)).toEqual([]);
  });

  test('reads standard input', async () => {
    const { stdout, status } = await cliploop(['plan', '-', '-t', '1', '--json'], { stdin: readFileSync(clip) });
    expect(status).toBe(0);
    expect(JSON.parse(stdout.toString()).frames).toBe(15);
  });

  test('names the help of its own flags in errors', async () => {
    const { stderr, status } = await cliploop(['plan', clip, '-w', 'wide']);
    expect(status).toBe(2);
    expect(stderr).toContain('cliploop plan --help');
  });

  test('has a help of less than 85 lines with the flags of animate', async () => {
    const help = await stdoutOf(['plan', '--help']);
    for (const flag of ['--start', '--width', '--fps', '--quality', '--template', '--json'])
      expect(help).toContain(flag);
    expect(help).not.toContain('--overwrite');
    expect(help.split('\n').length).toBeLessThan(85);
  });
});

describe('cliploop animate', () => {
  /** 20 frames of noise of 640x480, which no format makes small. */
  const noise = (): string => {
    const path = join(tempDir(), 'noise.y4m');
    const parts: Buffer[] = [Buffer.from('YUV4MPEG2 W640 H480 F10:1 C420jpeg\n')];
    for (let frame = 0; frame < 20; frame++) parts.push(Buffer.from('FRAME\n'), randomBytes(640 * 480 * 1.5));
    writeFileSync(path, Buffer.concat(parts));
    return path;
  };
  const untilShown = async (shown: (stderr: string) => boolean): Promise<string> => {
    const args = ['animate', noise(), '-o', join(tempDir(), 'x.gif'), '--width', '2600'];
    const child = spawn(cliPath, args, { stdio: ['ignore', 'ignore', 'pipe'] });
    let stderr = '';
    await new Promise<void>((resolve) => {
      child.stderr.on('data', (chunk: Buffer) => {
        stderr += chunk.toString();
        if (shown(stderr)) child.kill('SIGINT');
      });
      child.on('close', () => resolve());
    });
    return stderr;
  };

  test('says while a large job starts how large the output will be, and how large another one would be', async () => {
    const stderr = await untilShown((text) => /LARGE_OUTPUT.*\n/.test(text));
    const line = /^Warning LARGE_OUTPUT: The output will be about \d+ MB; --width \d+ would be about [\d.]+ MB\.$/m;
    expect(stderr).toMatch(line);
    expect(stderr.match(/LARGE_OUTPUT/g)).toHaveLength(1);
  });
});
