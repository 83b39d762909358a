import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { describeWithMedia, media } from '../fixtures/media.ts';
import { decodeWithSharp, totalMs } from '../oracle/animation.ts';
import { parseGif } from '../oracle/gif.ts';
import { JobChild } from '../support/job-child.ts';
import { tempDir } from '../support/temp.ts';

const child = new JobChild();
afterAll(() => child.close());

/** Correct error codes for a file that is damaged or cannot be decoded. */
const damageCodes = [
  'INPUT_NOT_MEDIA',
  'INPUT_UNREADABLE',
  'NO_VIDEO',
  'DECODER_MISSING',
  'DECODE_FAILED',
  'LIMIT_PIXELS',
  'LIMIT_FRAMES',
  'START_BEYOND_END',
];

describeWithMedia('damaged files', () => {
  test.each(media.present ? readdirSync(media.folder('bad')) : [])(
    'makes a valid file of %s or reports a clear error within 10 s',
    async (file) => {
      const output = join(tempDir(), 'bad.gif');
      const outcome = await child.animate({
        input: media.bad(file),
        output,
        fps: 10,
        width: 160,
        resolutionAdaptive: true,
      });
      expect(['ok', 'refused']).toContain(outcome.kind);
      if (outcome.kind === 'refused') {
        expect(damageCodes).toContain(outcome.code);
        expect(outcome.message).toMatch(/\S{3,}/);
      }
      if (outcome.kind === 'ok') {
        const bytes = readFileSync(output);
        expect(parseGif(bytes).frames).toHaveLength(outcome.result.frames);
        expect(Math.abs(totalMs(await decodeWithSharp(bytes)) / 1000 - outcome.result.duration)).toBeLessThan(0.011);
      }
      expect(readdirSync(join(output, '..'))).toEqual(outcome.kind === 'ok' ? ['bad.gif'] : []);
    },
  );

  test.each(media.present ? readdirSync(media.folder('bad')) : [])(
    'probes %s or reports a clear error',
    async (file) => {
      const outcome = await child.probe(media.bad(file));
      expect(['ok', 'refused']).toContain(outcome.kind);
      if (outcome.kind === 'refused') expect(damageCodes).toContain(outcome.code);
    },
  );

  test('names a codec that has no decoder', async () => {
    const outcome = await child.animate({
      input: media.bad('vvc-undecodable.mp4'),
      output: join(tempDir(), 'none.gif'),
    });
    expect(outcome).toMatchObject({ kind: 'refused' });
    if (outcome.kind === 'refused') expect(['DECODER_MISSING', 'NO_VIDEO', 'INPUT_NOT_MEDIA']).toContain(outcome.code);
  });
});
