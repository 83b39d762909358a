import { createHash } from 'node:crypto';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { describeWithMedia, manifest } from '../../fixtures/media.ts';
import { decodeWithSharp, totalMs } from '../../oracle/animation.ts';
import { frameTimes } from '../../oracle/frame-times.ts';
import { parseWebp } from '../../oracle/webp.ts';
import { JobChild } from '../../support/job-child.ts';
import type { Outcome } from '../../support/outcome.ts';
import { tempDir } from '../../support/temp.ts';
import { damageCodes, refusals, truths } from './truths.ts';

const MEMORY = 900 * 1024 * 1024;
const rows = await manifest();
const child = new JobChild();
afterAll(() => child.close());

/** Animates the whole file at 10 fps in a small size, and checks the output. @returns its duration */
async function whole(path: string): Promise<{ outcome: Outcome; seconds: number }> {
  const output = join(tempDir(), 'whole.webp');
  const outcome = await child.animate({
    input: path,
    output,
    fps: 10,
    width: 160,
    resolutionAdaptive: true,
    quality: 50,
  });
  if (outcome.kind !== 'ok') return { outcome, seconds: 0 };
  const bytes = readFileSync(output);
  rmSync(output);
  expect(outcome.result).toMatchObject({ size: bytes.length, md5: createHash('md5').update(bytes).digest('hex') });
  parseWebp(bytes);
  const animation = await decodeWithSharp(bytes);
  expect(animation.pictures).toHaveLength(outcome.result.frames);
  expect(Math.abs(totalMs(animation) / 1000 - outcome.result.duration)).toBeLessThan(0.002);
  return { outcome, seconds: totalMs(animation) / 1000 };
}

describeWithMedia('derived cases', () => {
  test('has expected values for exactly the rows that must work', () => {
    const working = rows
      .filter(({ expect, file }) => expect === 'ok' && refusals[file] === undefined)
      .map(({ file }) => file);
    expect(working.filter((file) => truths[file] === undefined)).toEqual([]);
    expect(Object.keys(truths).filter((file) => !rows.some((row) => row.file === file))).toEqual([]);
  });

  describe.each(rows.filter(({ file }) => truths[file] !== undefined))('$file', ({ file, path }) => {
    const truth = truths[file];

    test('makes frames of the display size', async () => {
      const output = join(tempDir(), 'size.webp');
      const outcome = await child.animate({ input: path, output, fps: 10, duration: 0.1, quality: 50 });
      expect(outcome).toMatchObject({ kind: 'ok', result: { width: truth?.width, height: truth?.height } });
    });

    test('plays from the first frame to the end of the last', async () => {
      const { outcome, seconds } = await whole(path);
      expect(outcome).toMatchObject({ kind: 'ok' });
      if (truth?.seconds !== undefined) expect(Math.abs(seconds - truth.seconds)).toBeLessThan(truth.within ?? 0.05);
    });
  });

  test.each(rows.filter(({ file }) => refusals[file] !== undefined))(
    'refuses $file with a clear error',
    async ({ file, path }) => {
      const { outcome } = await whole(path);
      expect(outcome).toMatchObject({
        kind: 'refused',
        code: expect.any(String),
        message: expect.stringMatching(/\S{3,}/),
      });
      if (outcome.kind !== 'refused') return;
      expect(refusals[file]).toContain(outcome.code);
      expect(outcome.peakRss).toBeLessThan(MEMORY);
    },
  );

  const damaged = rows.filter(({ file, expect }) => expect === 'ok-partial' && truths[file] === undefined);
  test.each(damaged)('makes the undamaged part of $file or reports a clear error', async ({ path }) => {
    const { outcome, seconds } = await whole(path);
    expect(['ok', 'refused']).toContain(outcome.kind);
    if (outcome.kind === 'refused') expect(damageCodes).toContain(outcome.code);
    if (outcome.kind === 'ok') expect(seconds).toBeGreaterThan(0);
  });

  test.each([
    ['truncated-faststart.mp4', true],
    ['truncated.webm', false],
  ] as const)(
    'animates the readable part of %s, with a warning if the header has a longer duration',
    async (file, headerIsWrong) => {
      const path = rows.find((row) => row.file === file)?.path ?? '';
      const { outcome, seconds: got } = await whole(path);
      expect(outcome).toMatchObject({ kind: 'ok' });
      const times = await frameTimes(path);
      const seconds = (times.at(-1) ?? Number.NaN) - (times[0] ?? Number.NaN);
      expect(Math.abs(got - seconds)).toBeLessThan(0.15);
      if (outcome.kind === 'ok' && headerIsWrong) expect(outcome.result.warnings.length).toBeGreaterThan(0);
    },
  );
});
