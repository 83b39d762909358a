import { output, run } from '../support/run.ts';

/** Returns the output of webpinfo. Throws if it reports an error or a warning. */
export async function webpinfo(file: string): Promise<string> {
  const ran = await run('webpinfo', [file]);
  const text = ran.stdout.toString() + ran.stderr;
  if (ran.status !== 0 || !text.includes('No error detected.') || /warning/i.test(text)) {
    throw new Error(`webpinfo exited with status ${ran.status}: ${text.slice(-1500)}`);
  }
  return text;
}

interface WebpmuxRow {
  width: number;
  height: number;
  left: number;
  top: number;
  duration: number;
}

/** Returns the frames and the loop count (total plays, 0 repeats forever) that `webpmux -info` prints. */
export async function webpmuxInfo(file: string): Promise<{ loop: number; frames: WebpmuxRow[] }> {
  const ran = await run('webpmux', ['-info', file]);
  const text = ran.stdout.toString();
  if (ran.status !== 0 || ran.stderr !== '')
    throw new Error(`webpmux -info exited with status ${ran.status}: ${ran.stderr}`);
  const loop = Number(/Loop Count\s*:\s*(\d+)/.exec(text)?.[1] ?? Number.NaN);
  const frames = [...text.matchAll(/^\s*\d+:\s+(\d+)\s+(\d+)\s+(?:yes|no)\s+(\d+)\s+(\d+)\s+(\d+)/gm)].map(
    ([, width, height, left, top, duration]) => ({
      width: Number(width),
      height: Number(height),
      left: Number(left),
      top: Number(top),
      duration: Number(duration),
    }),
  );
  return { loop, frames };
}

/** Returns what `gifsicle --info` prints. Throws on any warning. `repeats` is the stored value, null without a loop block. */
export async function gifsicleInfo(file: string): Promise<{ delays: number[]; repeats: number | null }> {
  const ran = await run('gifsicle', ['--info', file]);
  if (ran.status !== 0 || ran.stderr !== '')
    throw new Error(`gifsicle exited with status ${ran.status}: ${ran.stderr}`);
  const text = ran.stdout.toString();
  const images = text.split(/^ {2}\+ image #\d+/m).slice(1);
  const count = /loop count (\d+)/.exec(text)?.[1];
  return {
    delays: images.map((image) => Math.round(Number(/delay ([\d.]+)s/.exec(image)?.[1] ?? 0) * 100)),
    repeats: /loop forever/.test(text) ? 0 : count === undefined ? null : Number(count),
  };
}

/** Returns the frames coalesced by ImageMagick as RGBA. Throws if it prints anything to stderr. */
export async function magickFrames(file: string): Promise<{ width: number; height: number; pictures: Buffer[] }> {
  const listed = await run('identify', ['-format', '%W %H\n', file]);
  if (listed.status !== 0 || listed.stderr !== '') throw new Error(`identify: ${listed.stderr}`);
  const [width = 0, height = 0] = (listed.stdout.toString().split('\n')[0] ?? '').split(' ').map(Number);
  const raw = await run('convert', [file, '-coalesce', '-depth', '8', 'rgba:-'], { timeoutMs: 180_000 });
  if (raw.status !== 0 || raw.stderr !== '') throw new Error(`convert: ${raw.stderr}`);
  const size = width * height * 4;
  const count = raw.stdout.length / size;
  return {
    width,
    height,
    pictures: Array.from({ length: count }, (_, i) => raw.stdout.subarray(i * size, (i + 1) * size)),
  };
}

/** Runs ffmpeg. Returns its stdout; throws its messages if it fails. */
export const ffmpeg = (args: readonly string[], stdin?: Uint8Array): Promise<Buffer> =>
  output('ffmpeg', ['-hide_banner', '-v', 'error', '-y', ...args], stdin ? { stdin } : { stdin: new Uint8Array(0) });

/** Returns the JSON output of ffprobe. */
export async function ffprobe(file: string, ...args: string[]): Promise<Record<string, unknown>> {
  return JSON.parse((await output('ffprobe', ['-v', 'error', ...args, '-of', 'json', file])).toString());
}
