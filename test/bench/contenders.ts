import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { cliPath } from '../support/paths.ts';
import { run } from '../support/run.ts';
import type { Clip } from './clips.ts';
import type { Step } from './measure.ts';

export type Format = 'gif' | 'webp';

/** A tool, or a sequence of tools, that converts a video to an animation. */
export interface Contender {
  name: string;
  format: Format;
  /** Programs to run, in order. `out` is the output file, `work` an empty folder for intermediate files. */
  steps(clip: Clip, out: string, work: string): readonly Step[];
}

export const animatePath = join(import.meta.dirname, 'animate-child.mjs');
const sharpPath = join(import.meta.dirname, 'sharp-child.mjs');

const SEEK_MARGIN_S = 0.005;

/**
 * Arguments with which ffmpeg reads the frames displayed at start + k / fps, scaled with Lanczos. A seek drops frames before
 * its time, and containers round times. So the seek goes back by `SEEK_MARGIN_S` more, and the time stamps are shifted by as much.
 */
export function source(
  { path, start, duration, fps, width, height, tolerance, lead, matrix }: Clip,
  filters = '',
  colors = '',
): string[] {
  const from = Math.max(0, start + lead - SEEK_MARGIN_S);
  const shift = start + lead - from + tolerance;
  const scale = `scale=${width}:${height}:flags=lanczos${matrix ? `:in_color_matrix=${matrix}` : ''}${colors}`;
  return [
    ...['-nostdin', '-v', 'error', '-y', '-ss', String(from), '-i', path, '-an', '-vf'],
    `setpts=PTS-${shift}/TB,fps=${fps}:round=up,${scale},trim=end_frame=${Math.round(duration * fps)}${filters}`,
  ];
}

/** Options of animate(). Without `output`, the result has the bytes. */
export const job = (clip: Clip, format: Format, output: string | undefined, options: object = {}): object => {
  const { path: input, start, duration, fps, width } = clip;
  const destination = output === undefined ? {} : { output, overwrite: true };
  return { input, ...destination, format, start, duration, fps, width, quality: 75, ...options };
};

export const node = (script: string, options: object): Step => ({
  command: process.execPath,
  args: [script, JSON.stringify(options)],
});

export const library = (format: Format): Contender => ({
  name: 'cliploop',
  format,
  steps: (clip, out) => [node(animatePath, { jobs: [job(clip, format, out)] })],
});

const command = (format: Format): Contender => ({
  name: 'cliploop (command)',
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

/** Paths of the frames that toPngs() writes. They need to exist only when the step that reads them runs. */
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
        // libwebp_anim does not convert the planes, and the matrix of WebP is BT.601.
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

/** Decoding and scaling only, without encoding. */
export const decodeOnly = (clip: Clip): Step => ({
  command: 'ffmpeg',
  args: [...source(clip), '-fps_mode', 'passthrough', '-f', 'null', '-'],
});

/** A run of ffmpeg that does almost nothing, for the time of its start. */
export const ffmpegStart: Step = {
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

async function succeeds(step: Step): Promise<boolean> {
  return run(step.command, step.args).then(
    ({ status }) => status === 0,
    () => false,
  );
}

/** Returns the contenders whose programs are installed, and the names of the others. */
export async function contenders(): Promise<{ present: Contender[]; absent: string[] }> {
  const present: Contender[] = [library('gif'), command('gif'), library('webp'), command('webp')];
  const absent: string[] = [];
  const add = (list: readonly Contender[], installed: boolean) => {
    if (installed) present.push(...list);
    else absent.push(...list.map(({ name }) => name));
  };
  const path = gifskiPath();
  add([ffmpegRecipe, libwebpAnim], await succeeds({ command: 'ffmpeg', args: ['-version'] }));
  add([gifski(path ?? 'gifski')], path !== undefined && (await succeeds({ command: path, args: ['--version'] })));
  add([img2webp], await succeeds({ command: 'img2webp', args: ['-version'] }));
  add([sharp('gif'), sharp('webp')], await succeeds(node(sharpPath, {})));
  return { present, absent };
}

/** Creates an empty folder at `path`; deletes what was there. */
export function emptyFolder(path: string): string {
  rmSync(path, { recursive: true, force: true });
  mkdirSync(path, { recursive: true });
  return path;
}
