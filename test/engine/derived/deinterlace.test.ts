import { expect, test } from 'vitest';
import { describeWithMedia } from '../../fixtures/media.ts';
import { combing } from '../../oracle/compare.ts';
import { pixelsAt } from '../../oracle/reference.ts';
import { ffmpeg } from '../../oracle/tools.ts';
import { make } from '../../support/engine.ts';
import { derivedCase } from './cases.ts';

describeWithMedia('interlaced video', () => {
  test.each([
    ['interlaced-tff-h264.ts', 720, 480],
    ['interlaced-bff-mpeg2.mpg', 720, 576],
  ] as const)('removes the comb lines of %s', async (file, width, height) => {
    const input = derivedCase(file);
    const args = [
      '-ss',
      '1',
      '-i',
      input,
      '-frames:v',
      '8',
      '-vf',
      'setsar=1',
      '-f',
      'rawvideo',
      '-pix_fmt',
      'rgb24',
      '-',
    ];
    const woven = await ffmpeg(args);
    const size = width * height * 3;
    const before = Array.from({ length: woven.length / size }, (_, i) =>
      combing({ data: woven.subarray(i * size, (i + 1) * size), width, height, channels: 3 }),
    );
    const { animation } = await make({
      input,
      start: 1,
      duration: 0.4,
      fps: 25,
      width,
      height,
      format: 'webp',
      quality: 95,
    });
    const after = Array.from({ length: 10 }, (_, k) => combing(pixelsAt(animation, k * 40 + 20)));
    expect(Math.max(...before)).toBeGreaterThan(0.002); // the source has combing, and combing() detects it
    expect(Math.max(...after)).toBeLessThan(Math.max(...before) / 8);
  });
});
