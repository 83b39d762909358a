import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { beforeAll, describe, expect, test } from 'vitest';
import { readNumber } from '../fixtures/number-picture.ts';
import { plainClip } from '../fixtures/numbered.ts';
import { tempDir } from '../support/temp.ts';
import { cliploop, stdoutOf } from './cliploop.ts';

describe('cliploop stills', () => {
  let clip: string;
  beforeAll(async () => {
    clip = await plainClip();
  });

  const numberIn = async (file: string | Buffer) => {
    const { data, info } = await sharp(file).removeAlpha().raw().toBuffer({ resolveWithObject: true });
    return readNumber({ data, width: info.width, height: info.height, channels: 3 });
  };

  test('writes one picture, and says where its frame begins', async () => {
    const folder = tempDir();
    const output = join(folder, 'poster.jpg');
    expect(await stdoutOf(['stills', clip, output, '--times', '1.01', '-q', '90'])).toMatch(
      /poster\.jpg: 160x96, at 1 s, /,
    );
    expect(await numberIn(output)).toBe(25);
  });

  test('takes a time before or after the segment', async () => {
    const folder = tempDir();
    for (const [time, number] of [
      [0.5, 12],
      [3.5, 87],
    ] as const) {
      const output = join(folder, `${number}.png`);
      await stdoutOf(['stills', clip, output, '--times', String(time), '-s', '2', '-t', '1']);
      expect(await numberIn(output)).toBe(number);
    }
  });

  test('writes numbered files with the name of the input into a folder, and prints JSON', async () => {
    const folder = tempDir();
    const { stills } = JSON.parse(await stdoutOf(['stills', clip, `${folder}/`, '-n', '3', '-f', 'png', '--json']));
    expect(readdirSync(folder)).toHaveLength(3);
    for (const { path, time } of stills) expect(await numberIn(path)).toBe(Math.round(time * 25));
  });

  test('reads standard input and writes standard output', async () => {
    const { stdout, status } = await cliploop(['stills', '-', '-o', '-', '--times', '2', '-f', 'png'], {
      stdin: readFileSync(clip),
    });
    expect(status).toBe(0);
    expect(await numberIn(stdout)).toBe(50);
  });

  test('writes a sprite sheet and its index', async () => {
    const folder = tempDir();
    const lines = await stdoutOf(['stills', clip, join(folder, 'sheet.webp'), '--interval', '1', '--sprite']);
    expect(lines).toMatch(/sheet\.webp: 640x96, 4 stills of 160x96, .*\n.*sheet\.vtt: WebVTT index\n$/);
    expect(readFileSync(join(folder, 'sheet.vtt'), 'utf8')).toContain('sheet.webp#xywh=480,0,160,96');
  });

  test.each([
    [['--every', '2', '-o', 'a.png'], /--output\) can hold only one picture, but there are several/],
    [[], /Give one of --times, --every, --interval and --count/],
    [['--times', '99', '-o', 'a.png'], /--times must be before the end of the video at 4 s, got 99 s/],
    [['a.png', '-n', '1', '-o', 'b.png'], /The output is given twice: "a\.png" and -o b\.png/],
  ])('rejects %j', async (args, message) => {
    const { stderr, status } = await cliploop(['stills', clip, ...args], { cwd: tempDir() });
    expect(String(stderr)).toMatch(message);
    expect(String(stderr)).toContain('cliploop stills --help');
    expect(status).toBe(2);
  });
});
