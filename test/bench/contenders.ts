import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { cliPath } from '../support/paths.ts';
import { run } from '../support/run.ts';
import type { Clip } from './clips.ts';
import type { Step } from './measure.ts';

export type Format = 'gif' | 'webp';

/** A way from a video file to an animation. */
export interface Contender {
  name: string;
  format: Format;
  /** Its programs, in order. `out` is the file to make, `work` an empty folder of its own. */
  steps(clip: Clip, out: string, work: string): readonly Step[];
}

const oursPath = join(import.meta.dirname, 'ours.mjs');
const sharpPath = join(import.meta.dirname, 'sharp.mjs');

const EARLY = 0.005; // seconds

/**
 * What every rival is told to read: the frames that are on screen at start + k / fps, scaled well. A seek drops frames
 * before its time and containers round times, so it goes a little further back, and the frames count as that much
 * earlier.
 */
export function source(
  { path, start, duration, fps, width, height, tolerance, lead, matrix }: Clip,
  filters = '',
  colors = '',
): string[] {
  const from = Math.max(0, start + lead - EARLY);
  const shift = start + lead - from + tolerance;
  const scale = `scale=${width}:${height}:flags=lanczos${matrix ? `:in_color_matrix=${matrix}` : ''}${colors}`;
  return [
    ...['-nostdin', '-v', 'error', '-y', '-ss', String(from), '-i', path, '-an', '-vf'],
    `setpts=PTS-${shift}/TB,fps=${fps}:round=up,${scale},trim=end_frame=${Math.round(duration * fps)}${filters}`,
  ];
}

/** Options of animate(); without an output it answers bytes. */
export const job = (clip: Clip, format: Format, output: string | undefined, more: object = {}): object => {
  const { path: input, start, duration, fps, width } = clip;
  const place = output === undefined ? {} : { output, overwrite: true };
  return { input, ...place, format, start, duration, fps, width, quality: 75, ...more };
};

export const node = (script: string, options: object): Step => ({
  command: process.execPath,
  args: [script, JSON.stringify(options)],
});

export const ours = (format: Format, more: object = {}, name = 'cliploop'): Contender => ({
  name,
  format,
  steps: (clip, out) => [node(oursPath, { jobs: [job(clip, format, out, more)] })],
});

const command = (format: Format): Contender => ({
  name: 'cliploop, the command',
  format,
  steps: ({ path, start, duration, fps, width }, out) => {
    const flags = { '--start': start, '--duration': duration, '--fps': fps, '--width': width, '--quality': 75 };
    const args = Object.entries(flags).flatMap(([flag, value]) => [flag, String(value)]);
    return [{ command: cliPath, args: ['animate', path, '-o', out, '--overwrite', '--quiet', ...args] }];
  },
});

const toPngs = (clip: Clip, work: string): Step => ({
  command: 'ffmpeg',
  args: [...source(clip), '-fps_mode', 'passthrough', join(work, '%04d.png')],
});

/** The names of the frames that toPngs() makes; they must exist only when the step runs. */
const pngs = ({ duration, fps }: Clip, work: string): string[] =>
  Array.from({ length: Math.round(duration * fps) }, (_, k) => join(work, `${String(k + 1).padStart(4, '0')}.png`));

const ffmpegRecipe: Contender = {
  name: 'ffmpeg palettegen + paletteuse',
  format: 'gif',
  steps: (clip, out) => [
    { command: 'ffmpeg', args: [...source(clip, ',split[a][b];[a]palettegen[p];[b][p]paletteuse'), out] },
  ],
};

const gifski = (program: string): Contender => ({
  name: 'ffmpeg + gifski -Q 90',
  format: 'gif',
  steps: (clip, out, work) => [
    toPngs(clip, work),
    { command: program, args: ['-q', '-Q', '90', '--fps', String(clip.fps), '-o', out, ...pngs(clip, work)] },
  ],
});

const libwebpAnim: Contender = {
  name: 'ffmpeg libwebp_anim -quality 75',
  format: 'webp',
  steps: (clip, out) => [
    {
      command: 'ffmpeg',
      args: [
        // It hands planes on as they are, while WebP's matrix is BT.601.
        ...source(clip, ',format=yuv420p', ':out_color_matrix=bt601'),
        ...['-c:v', 'libwebp_anim', '-quality', '75', '-compression_level', '4', '-loop', '0', out],
      ],
    },
  ],
};

const img2webp: Contender = {
  name: 'ffmpeg + img2webp -q 75',
  format: 'webp',
  steps: (clip, out, work) => [
    toPngs(clip, work),
    {
      command: 'img2webp',
      args: [
        '-loop',
        '0',
        '-lossy',
        '-q',
        '75',
        '-d',
        String(Math.round(1000 / clip.fps)),
        ...pngs(clip, work),
        '-o',
        out,
      ],
    },
  ],
};

const sharp = (format: Format): Contender => ({
  name: 'ffmpeg + sharp',
  format,
  steps: (clip, out, work) => {
    const raw = join(work, 'frames.rgb');
    const { width, height, fps } = clip;
    return [
      { command: 'ffmpeg', args: [...source(clip), '-pix_fmt', 'rgb24', '-f', 'rawvideo', raw] },
      node(sharpPath, { raw, width, height, fps, format, out }),
    ];
  },
});

/** Decoding and scaling alone. */
export const limit = (clip: Clip): Step => ({
  command: 'ffmpeg',
  args: [...source(clip), '-fps_mode', 'passthrough', '-f', 'null', '-'],
});

/** ffmpeg's own start. */
export const nothing: Step = {
  command: 'ffmpeg',
  args: ['-nostdin', '-v', 'error', '-f', 'lavfi', '-i', 'nullsrc=s=16x16', '-frames:v', '1', '-f', 'null', '-'],
};

function gifskiPath(): string | undefined {
  try {
    const found = join(dirname(createRequire(import.meta.url).resolve('gifski/package.json')), 'bin/debian/gifski');
    return existsSync(found) ? found : undefined;
  } catch {
    return undefined;
  }
}

async function works(step: Step): Promise<boolean> {
  return run(step.command, step.args).then(
    ({ status }) => status === 0,
    () => false,
  );
}

/** Everybody who is here, and the names of those who are not. */
export async function contenders(): Promise<{ present: Contender[]; absent: string[] }> {
  const present: Contender[] = [ours('gif'), command('gif'), ours('webp'), command('webp')];
  const absent: string[] = [];
  const add = (list: readonly Contender[], here: boolean) => {
    if (here) present.push(...list);
    else absent.push(...list.map(({ name }) => name));
  };
  const path = gifskiPath();
  add([ffmpegRecipe, libwebpAnim], await works({ command: 'ffmpeg', args: ['-version'] }));
  add([gifski(path ?? 'gifski')], path !== undefined && (await works({ command: path, args: ['--version'] })));
  add([img2webp], await works({ command: 'img2webp', args: ['-version'] }));
  add([sharp('gif'), sharp('webp')], await works(node(sharpPath, {})));
  return { present, absent };
}

/** An empty folder at this place. */
export function emptyFolder(path: string): string {
  rmSync(path, { recursive: true, force: true });
  mkdirSync(path, { recursive: true });
  return path;
}
