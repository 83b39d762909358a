import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { plainClip } from '../fixtures/numbered.ts';
import { still } from '../fixtures/still.ts';
import { tempDir } from '../support/temp.ts';
import { cliploop, messagesOf, stdoutOf } from './cliploop.ts';

let clip: string;
beforeAll(async () => {
  clip = await plainClip();
});

interface Result {
  format: string;
  width: number;
  height: number;
  start: number;
  end: number;
  duration: number;
  loop: number;
  warnings: { code: string; message: string }[];
}

/** The result of a command line with these flags and a video of 4 s and 160x96. */
async function resultOf(...flags: string[]): Promise<Result> {
  return JSON.parse(await stdoutOf(['animate', clip, '-o', join(tempDir(), 'x.out'), '--json', ...flags]));
}

describe('values of flags', () => {
  test.each<[string[], Partial<Result>]>([
    [['--start', '1s', '--end', '0:01.5'], { start: 1, end: 1.5 }],
    [['--start', '500ms', '--duration', '0,5'], { start: 0.5, end: 1 }],
    [['--start=-1s', '--width', '50%'], { start: 3, width: 80, height: 48 }],
    [['--end', '0m1s', '--width', '80px', '--fps', '10fps'], { end: 1, width: 80, height: 48 }],
    [['--duration', '0.5s', '--height', '25 %', '--format', 'WebP'], { width: 40, height: 24, format: 'webp' }],
    [['--duration', '0.5s', '--loop', 'once', '--format', '.GIF'], { loop: 1, format: 'gif' }],
    [['--duration', '0.5s', '--loop', 'forever', '--max-output-bytes', '5MB', '--timeout-ms', '60s'], { loop: 0 }],
  ])('accepts %j', async (flags, result) => {
    expect(await resultOf(...flags)).toMatchObject(result);
  });

  test.each([
    ['--start', '1.30.5', 'a time such as 90, 1:30 or 1m30s, or auto, got "1.30.5"; did you mean 1:30.5?'],
    [
      '--width',
      '480p',
      '0, a number of pixels from 16 to 4096, or a percentage such as 50%, got "480p"; did you mean 480?',
    ],
    [
      '--timeout-ms',
      '1:75',
      'a number of milliseconds from 0 to 2147483647, or a duration such as 30s, got "1:75"; did you mean 2:15?',
    ],
    [
      '--max-spool-bytes',
      '5M',
      'a positive number of bytes, such as 5000000, 5MB or 5MiB, got "5M"; did you mean 5MB or 5MiB?',
    ],
    ['--quality', '0', 'an integer from 1 to 100, got 0'],
    ['--loop', '-1', 'an integer from 0 to 65535, forever, once or source, got -1; did you mean once?'],
  ])('rejects %s %s with the name of the flag and a correction', async (flag, value, expected) => {
    const ran = await cliploop(['animate', clip, `${flag}=${value}`]);
    expect(ran.status).toBe(2);
    expect(ran.stderr).toBe(
      `Error INVALID_OPTION: ${flag} must be ${expected}\nHint: Run \`cliploop animate --help\` for all flags and their defaults.\n`,
    );
  });
});

describe('the order of the checks', () => {
  test.each([
    [['--quality', '0'], 2, 'INVALID_OPTION'],
    [['--start', '60'], 4, 'START_BEYOND_END'],
    [['--start', '2', '--end', '1'], 4, 'SEGMENT_EMPTY'],
    [['--end', '1', '--max-frames', '3'], 5, 'LIMIT_FRAMES'],
    [[], 6, 'OUTPUT_EXISTS'],
  ])('reports an existing output last: %j exits with %d', async (flags, status, code) => {
    const output = join(tempDir(), 'there.gif');
    writeFileSync(output, 'mine');
    const ran = await cliploop(['animate', clip, '-o', output, ...flags]);
    expect(ran.status).toBe(status);
    expect(ran.stderr).toContain(`Error ${code}: `);
    expect(readFileSync(output, 'utf8')).toBe('mine');
  });

  test('reports an input that is not a video before an existing output', async () => {
    const folder = tempDir();
    writeFileSync(join(folder, 'text.mp4'), 'not a video');
    writeFileSync(join(folder, 'there.gif'), 'mine');
    const ran = await cliploop(['animate', 'text.mp4', '-o', 'there.gif'], { cwd: folder });
    expect(ran.status).toBe(3);
    expect(ran.stderr).toContain('Error INPUT_NOT_MEDIA: ');
  });

  test('does not suggest --overwrite when it was given', async () => {
    const path = join(tempDir(), 'clip.gif');
    await stdoutOf(['animate', clip, '-o', path, '--duration', '0.2']);
    const ran = await cliploop(['animate', path, '-o', path, '--overwrite']);
    expect(ran.stderr).not.toContain('use --overwrite');
    expect(ran.status).toBeGreaterThan(0);
  });
});

test('warns once about a large output before it starts, with the flags that make it smaller', async () => {
  const input = await still(40, 5);
  const output = join(tempDir(), 'long.gif');
  const ran = await cliploop(['animate', input, '-o', output, '--fps', '2']);
  expect(ran.status).toBe(0);
  const line =
    /^Warning LARGE_OUTPUT: The output will be about \d+ [kM]B: 80 frames of \d+x\d+\. Use --duration 10 to make it smaller\.\n/;
  expect(messagesOf(ran)).toMatch(line);
  expect(ran.stderr.match(/LARGE_OUTPUT/g)).toHaveLength(1);
  expect((await cliploop(['animate', input, '-o', output, '--fps', '2', '-y', '--quiet'])).stderr).toBe('');
  const { warnings } = JSON.parse(
    await stdoutOf(['animate', input, '-o', output, '--fps', '2', '-y', '--json']),
  ) as Result;
  expect(warnings).toMatchObject([
    { code: 'LARGE_OUTPUT', data: { frames: 80, duration: 40 }, options: { duration: 10 } },
  ]);
});
