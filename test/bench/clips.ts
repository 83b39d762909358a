import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { ffprobe } from '../oracle/tools.ts';
import { cached } from '../support/cache.ts';
import { root } from '../support/paths.ts';
import { output } from '../support/run.ts';

/** A segment of a video, and the size and frame rate of every contender's output. */
export interface Clip {
  name: string;
  path: string;
  /** Seconds. It is the time of a frame, so that all tools seek to the same frame. */
  start: number;
  /** Seconds. */
  duration: number;
  fps: number;
  width: number;
  height: number;
  /** Seconds by which a frame may be late and still count as on time, because containers round times. */
  tolerance: number;
  /** Seconds from the start time in the container, which seeks are relative to, to the first frame. */
  lead: number;
  /** Assumed color matrix of an untagged video; undefined if the video has a tag. */
  matrix: 'bt709' | 'bt601' | undefined;
}

type ClipEntry = Omit<Clip, 'path' | 'tolerance' | 'lead' | 'matrix'>;

const shared = resolve(process.env.CLIPLOOP_MEDIA ?? join(root, '../shared/media'), 'public');

const realClips: Array<ClipEntry & { file: string }> = [
  { name: 'animation', file: 'bbb-1080p24-h264.mp4', start: 0, duration: 3, fps: 12, width: 480, height: 270 },
  { name: 'macro', file: 'flower-540p30-h264.mp4', start: 0, duration: 3, fps: 15, width: 480, height: 270 },
  { name: 'butterfly', file: 'butterfly-720p30-h264.mp4', start: 0, duration: 3, fps: 15, width: 480, height: 270 },
  {
    name: 'dark film',
    file: 'tears-of-steel-332p24-vp8.webm',
    start: 20,
    duration: 4,
    fps: 12,
    width: 480,
    height: 200,
  },
  { name: 'still camera', file: 'car-432p12-h264.mp4', start: 8, duration: 4, fps: 12.5, width: 480, height: 270 },
  { name: 'desktop', file: 'desktop-800p60-h264.mp4', start: 1, duration: 3, fps: 15, width: 480, height: 384 },
  { name: 'screen', file: 'desktop-300p30-vp8.webm', start: 1, duration: 4, fps: 10, width: 480, height: 300 },
];

const generated: Array<ClipEntry & { source: string }> = [
  ['mandelbrot', 'mandelbrot=size=1280x720:rate=24:end_pts=120'],
  ['test card', 'testsrc2=size=1280x720:rate=24'],
  ['gradients', 'gradients=size=1280x720:rate=24:seed=7:nb_colors=6:speed=0.02'],
  ['noise', 'gradients=size=1280x720:rate=24:seed=3:speed=0.01,noise=alls=14:allf=t:all_seed=9'],
  ['life', 'life=size=320x180:rate=24:mold=20:seed=5:death_color=#303060:life_color=#f0e0a0,scale=1280:720'],
].map(([name = '', source = '']) => ({ name, source, start: 0, duration: 3, fps: 12, width: 480, height: 270 }));

/** Returns the clips to measure: real clips if at least 5 of them are present, otherwise clips that ffmpeg generates. */
export async function clips(): Promise<{ list: Clip[]; real: boolean }> {
  const present = realClips
    .map(({ file, ...clip }) => ({ ...clip, path: join(shared, file) }))
    .filter(({ path }) => existsSync(path));
  const list: Clip[] = [];
  if (present.length >= 5) {
    for (const clip of present) list.push({ ...clip, ...(await probeClip(clip.path)) });
    return { list, real: true };
  }
  for (const { source, ...clip } of generated) {
    const path = await generatedClip(source, 4);
    list.push({ ...clip, path, ...(await probeClip(path)) });
  }
  return { list, real: false };
}

async function probeClip(path: string): Promise<Pick<Clip, 'tolerance' | 'lead' | 'matrix'>> {
  const entries = 'stream=time_base,width,height,color_space:frame=best_effort_timestamp_time:format=start_time';
  const found = await ffprobe(path, '-select_streams', 'v:0', '-read_intervals', '%+#1', '-show_entries', entries);
  const [stream] = found.streams as Array<{ time_base: string; width: number; height: number; color_space?: string }>;
  const [frame] = found.frames as Array<{ best_effort_timestamp_time: string }>;
  const { start_time: start } = found.format as { start_time: string };
  const [num = 1, den = 1000] = (stream?.time_base ?? '').split('/').map(Number);
  const untagged = ['unknown', 'reserved', undefined].includes(stream?.color_space);
  const large = (stream?.width ?? 0) >= 1280 || (stream?.height ?? 0) > 576;
  return {
    matrix: untagged ? (large ? 'bt709' : 'bt601') : undefined,
    tolerance: Math.min(num / den, 0.001) + 1e-6, // ffprobe prints 6 decimals
    lead: Number(frame?.best_effort_timestamp_time ?? 0) - Number(start),
  };
}

/** Returns the path of a clip that ffmpeg generates, `seconds` long. It is cached for later runs. */
export const generatedClip = (source: string, seconds: number, args: readonly string[] = []): Promise<string> =>
  cached('bench.mp4', [source, seconds, args], async (draft) => {
    const encode = ['-c:v', 'libx264', '-preset', 'veryfast', '-crf', '18', '-pix_fmt', 'yuv420p'];
    const input = ['-nostdin', '-v', 'error', '-y', '-f', 'lavfi', '-i', source, '-t', String(seconds)];
    // The clip can be minutes of 1080p.
    await output('ffmpeg', [...input, ...encode, ...args, draft], { timeoutMs: 600_000 });
  });
