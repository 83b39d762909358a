import { join } from 'node:path';
import { derived, media } from '../../fixtures/media.ts';
import type { Pixels } from '../../oracle/compare.ts';
import { pixelsAt, reference, type Score, score } from '../../oracle/reference.ts';
import { type AnimateOptions, make } from '../../support/engine.ts';

const folder = media.present ? await derived() : '';

/** The path of a derived case. */
export const derivedCase = (file: string): string => join(folder, file);

/** The butterfly that most cases show, as plain H.264: 480x270, 29.97 fps, 3 s. */
export const base = derivedCase("name with spaces, 'quotes' & ümläut %d.mp4");

const references = new Map<number, Promise<Pixels>>();

/** The reference frame of the base clip at `start` seconds, decoded once. */
export function baseAt(start: number): Promise<Pixels> {
  const known = references.get(start) ?? decodeBase(start);
  references.set(start, known);
  return known;
}

async function decodeBase(start: number): Promise<Pixels> {
  const [picture] = await reference(base, { start, duration: 0.1, fps: 10, width: 480, height: 270 });
  if (!picture) throw new Error('no reference frame');
  return picture;
}

const shown = new Map<string, Promise<Pixels>>();

/** The frame that the engine outputs at `start` seconds, with little compression. Calls with equal arguments share one job. */
export function shownAt(input: string, start: number, options: Partial<AnimateOptions> = {}): Promise<Pixels> {
  const job = { input, start, duration: 0.1, fps: 10, format: 'webp', quality: 95, ...options } as const;
  const key = JSON.stringify(job);
  const known = shown.get(key);
  if (known) return known;
  const pixels = make(job).then(({ animation }) => pixelsAt(animation, 50));
  shown.set(key, pixels);
  return pixels;
}

/** Similarity of a segment to the reference frames of the same file. */
export async function scoreOf(input: string, segment: Parameters<typeof reference>[1]): Promise<Score> {
  const { start, duration, fps, width, height } = segment;
  const [{ animation }, references] = await Promise.all([
    make({ input, start, duration, fps, width, height, format: 'webp', quality: 95 }),
    reference(input, segment),
  ]);
  return score(animation, references, fps);
}
