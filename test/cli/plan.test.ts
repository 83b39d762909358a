import { readdirSync, readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { plainClip } from '../fixtures/numbered.ts';
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
    expect(text).toMatch(/^time {5}about 1 s$/m);
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

  test('has a help of less than 75 lines with the flags of animate', async () => {
    const help = await stdoutOf(['plan', '--help']);
    for (const flag of ['--start', '--width', '--fps', '--quality', '--template', '--json'])
      expect(help).toContain(flag);
    expect(help).not.toContain('--overwrite');
    expect(help.split('\n').length).toBeLessThan(75);
  });
});
