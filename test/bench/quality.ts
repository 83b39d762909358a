import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { decodeWithSharp, pictureAt } from '../oracle/animation.ts';
import { type Pixels, psnr, ssim } from '../oracle/compare.ts';
import { ffmpeg, ffprobe } from '../oracle/tools.ts';
import { run } from '../support/run.ts';
import type { Clip } from './clips.ts';

export interface Quality {
  /** Mean PSNR over R, G and B in dB. */
  psnr: number;
  /** Mean SSIM of the luma. */
  ssim: number;
  /** Mean butteraugli 3-norm of up to about 8 frames; NaN if butteraugli_main is not installed. */
  butteraugli: number;
  /** RMS of the change of the luma error from frame to frame, in luma levels. Viewers see it as flicker. */
  flicker: number;
}

const BUTTERAUGLI_FRAMES = 8;

/** Returns the frames that an animation of the clip should show. They are selected by time stamp from a decode of the whole file. */
export async function referenceFrames(clip: Clip): Promise<Pixels[]> {
  const { path, start, duration, fps, width, height, tolerance, matrix } = clip;
  const entries = ['-select_streams', 'v:0', '-show_entries', 'frame=best_effort_timestamp_time'];
  const { frames } = (await ffprobe(path, ...entries)) as { frames: Array<Record<string, string>> };
  const times = frames.map((frame) => Number(frame.best_effort_timestamp_time)).filter(Number.isFinite);
  const first = times[0] ?? 0;
  const indices = Array.from({ length: Math.round(duration * fps) }, (_, k) => {
    const next = times.findIndex((time) => time - first > start + k / fps + tolerance);
    return Math.max(0, (next < 0 ? times.length : next) - 1);
  });
  const distinct = [...new Set(indices)];
  const select = distinct.map((n) => `eq(n,${n})`).join('+');
  const exact = 'lanczos+accurate_rnd+full_chroma_int+full_chroma_inp';
  const scale = `scale=${width}:${height}:flags=${exact}${matrix ? `:in_color_matrix=${matrix}` : ''}`;
  const args = [
    '-vf',
    `select='${select}',${scale}`,
    '-fps_mode',
    'passthrough',
    '-pix_fmt',
    'rgb24',
    '-f',
    'rawvideo',
  ];
  const raw = await ffmpeg(['-i', path, '-map', '0:v:0', '-an', ...args, '-']);
  const size = width * height * 3;
  return indices.map((n) => {
    const at = distinct.indexOf(n) * size;
    return { data: raw.subarray(at, at + size), width, height, channels: 3 };
  });
}

/** Compares an animation with its reference frames, each at the middle of its display time. */
export async function measureQuality(file: string, references: readonly Pixels[], fps: number): Promise<Quality> {
  const animation = await decodeWithSharp(file);
  const { width, height } = animation;
  const sum = { psnr: 0, ssim: 0, flicker: 0 };
  const butteraugli: number[] = [];
  let previous: Float32Array | undefined;
  for (const [k, reference] of references.entries()) {
    const shown: Pixels = { data: pictureAt(animation, ((k + 0.5) * 1000) / fps), width, height, channels: 4 };
    sum.psnr += Math.min(60, psnr(shown, reference));
    sum.ssim += ssim(shown, reference);
    const error = lumaError(shown, reference);
    if (previous) sum.flicker += meanSquareDifference(error, previous);
    previous = error;
    if (k % Math.max(1, Math.floor(references.length / BUTTERAUGLI_FRAMES)) === 0) {
      butteraugli.push(await butteraugliDistance(shown, reference));
    }
  }
  const count = references.length;
  return {
    psnr: sum.psnr / count,
    ssim: sum.ssim / count,
    butteraugli: butteraugli.reduce((all, one) => all + one, 0) / butteraugli.length,
    flicker: Math.sqrt(sum.flicker / Math.max(1, count - 1)),
  };
}

function lumaError(a: Pixels, b: Pixels): Float32Array {
  const out = new Float32Array(a.width * a.height);
  for (let i = 0, p = 0, q = 0; i < out.length; i++, p += a.channels, q += b.channels) {
    const red = (a.data[p] ?? 0) - (b.data[q] ?? 0);
    const green = (a.data[p + 1] ?? 0) - (b.data[q + 1] ?? 0);
    const blue = (a.data[p + 2] ?? 0) - (b.data[q + 2] ?? 0);
    out[i] = 0.299 * red + 0.587 * green + 0.114 * blue;
  }
  return out;
}

function meanSquareDifference(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += ((a[i] ?? 0) - (b[i] ?? 0)) ** 2;
  return sum / a.length;
}

let hasButteraugli: boolean | undefined;

/** Returns the 3-norm of butteraugli between two frames. Both are written as PNG without metadata, which could affect the result. */
async function butteraugliDistance(a: Pixels, b: Pixels): Promise<number> {
  hasButteraugli ??= await run('butteraugli_main', []).then(
    () => true,
    () => false,
  );
  if (!hasButteraugli) return Number.NaN;
  const folder = mkdtempSync(join(tmpdir(), 'cliploop-bench-'));
  try {
    const names = ['a.png', 'b.png'].map((name) => join(folder, name));
    for (const [n, { data, width, height, channels }] of [a, b].entries()) {
      const image = sharp(data, { raw: { width, height, channels } }).removeAlpha();
      await image.png({ compressionLevel: 1 }).toFile(names[n] ?? '');
    }
    const text = (await run('butteraugli_main', names)).stdout.toString();
    return Number(/3-norm:\s*([\d.]+)/.exec(text)?.[1] ?? Number.NaN);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
