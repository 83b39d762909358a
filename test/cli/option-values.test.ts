import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { plainClip } from '../fixtures/numbered.ts';
import { still } from '../fixtures/still.ts';
import { tempDir } from '../support/temp.ts';
import { cliploop, said } from './cliploop.ts';

let clip: string;
beforeAll(async () => {
  clip = await plainClip();
});

interface Made {
  format: string;
  width: number;
  height: number;
  start: number;
  end: number;
  duration: number;
  loop: number;
  warnings: { code: string; message: string }[];
}

/** What the command makes of its flags, from 4 s of 160x96. */
async function made(...flags: string[]): Promise<Made> {
  return JSON.parse(await said(['animate', clip, '-o', join(tempDir(), 'x.out'), '--json', ...flags]));
}

describe('values as people write them', () => {
  test.each<[string[], Partial<Made>]>([
    [['--start', '1s', '--end', '0:01.5'], { start: 1, end: 1.5 }],
    [['--start', '500ms', '--duration', '0,5'], { start: 0.5, end: 1 }],
    [['--start=-1s', '--width', '50%'], { start: 3, width: 80, height: 48 }],
    [['--end', '0m1s', '--width', '80px', '--fps', '10fps'], { end: 1, width: 80, height: 48 }],
    [['--duration', '0.5s', '--height', '25 %', '--format', 'WebP'], { width: 40, height: 24, format: 'webp' }],
    [['--duration', '0.5s', '--loop', 'once', '--format', '.GIF'], { loop: 1, format: 'gif' }],
    [['--duration', '0.5s', '--loop', 'forever', '--max-output-bytes', '5MB', '--timeout-ms', '60s'], { loop: 0 }],
  ])('%j', async (flags, result) => {
    expect(await made(...flags)).toMatchObject(result);
  });

  test.each([
    ['--start', '1.30.5', 'a time such as 90, 1:30 or 1m30s, got "1.30.5"; did you mean 1:30.5?'],
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
    ['--loop', '-1', 'an integer from 0 to 65535, forever or once, got -1; did you mean once?'],
  ])('%s %s is refused with the flag and the right spelling', async (flag, value, expected) => {
    const ran = await cliploop(['animate', clip, `${flag}=${value}`]);
    expect(ran.status).toBe(2);
    expect(ran.stderr).toBe(
      `Error INVALID_OPTION: ${flag} must be ${expected}\nTry: Run \`cliploop animate --help\` to see every flag with its default.\n`,
    );
  });
});

describe('the order of checks', () => {
  test.each([
    [['--quality', '0'], 2, 'INVALID_OPTION'],
    [['--start', '60'], 4, 'START_BEYOND_END'],
    [['--start', '2', '--end', '1'], 4, 'SEGMENT_EMPTY'],
    [['--end', '1', '--max-frames', '3'], 5, 'LIMIT_FRAMES'],
    [[], 6, 'OUTPUT_EXISTS'],
  ])('with an existing output and %j the error is that of %d', async (flags, status, code) => {
    const output = join(tempDir(), 'there.gif');
    writeFileSync(output, 'mine');
    const ran = await cliploop(['animate', clip, '-o', output, ...flags]);
    expect(ran.status).toBe(status);
    expect(ran.stderr).toContain(`Error ${code}: `);
    expect(readFileSync(output, 'utf8')).toBe('mine');
  });

  test('does not suggest --overwrite when it was given', async () => {
    const path = join(tempDir(), 'clip.gif');
    await said(['animate', clip, '-o', path, '--duration', '0.2']);
    const ran = await cliploop(['animate', path, '-o', path, '--overwrite']);
    expect(ran.stderr).not.toContain('use --overwrite');
    expect(ran.status).toBeGreaterThan(0);
  });
});

test('warns once about a large job before it starts, with the flags that make it smaller', async () => {
  const input = await still(40, 5);
  const output = join(tempDir(), 'long.gif');
  const ran = await cliploop(['animate', input, '-o', output, '--fps', '2']);
  expect(ran.status).toBe(0);
  const line = /^Warning LARGE_OUTPUT: about \d+ [kM]B: 80 frames of \d+x\d+; use --duration 10 to make it smaller\n/;
  expect(ran.stderr).toMatch(line);
  expect(ran.stderr.match(/LARGE_OUTPUT/g)).toHaveLength(1);
  expect((await cliploop(['animate', input, '-o', output, '--fps', '2', '-y', '--quiet'])).stderr).toBe('');
  const { warnings } = JSON.parse(await said(['animate', input, '-o', output, '--fps', '2', '-y', '--json'])) as Made;
  expect(warnings).toMatchObject([
    { code: 'LARGE_OUTPUT', data: { frames: 80, duration: 40 }, options: { duration: 10 } },
  ]);
});
