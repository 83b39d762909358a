import { join } from 'node:path';
import { output } from '../support/run.ts';
import { type Clip, generatedClip } from './clips.ts';
import { animatePath, decodeOnly, type Format, ffmpegStart, job, library, node } from './contenders.ts';
import { measure, median } from './measure.ts';
import { formatNames } from './report.ts';

/** One row of the table. */
export interface Fact {
  what: string;
  value: string;
}

export interface Scaling {
  facts: readonly Fact[];
  /** Peak RSS in bytes by seconds of segment. */
  memory: ReadonlyArray<readonly [seconds: number, bytes: number]>;
  /** Wall seconds by frames made. */
  time: ReadonlyArray<readonly [frames: number, seconds: number]>;
}

const formats: readonly Format[] = ['gif', 'webp'];
const seconds = (value: number): string => `${value.toFixed(2)} s`;

async function runJobs(options: object): Promise<unknown> {
  const { command, args } = node(animatePath, options);
  return JSON.parse((await output(command, args, { timeoutMs: 600_000 })).toString());
}

/** A 1080p video of 6 minutes with a key frame every 2 seconds. */
const longVideo = (): Promise<string> => {
  const source = 'testsrc2=size=480x270:rate=24,scale=1920:1080:flags=fast_bilinear';
  return generatedClip(source, 360, [
    '-preset',
    'ultrafast',
    '-crf',
    '30',
    '-g',
    '48',
    '-keyint_min',
    '48',
    '-sc_threshold',
    '0',
  ]);
};

/** Measures how the time and memory of cliploop scale. `clip` is used for the start and the throughput. */
export async function scaling(clip: Clip, work: string, rounds: number): Promise<Scaling> {
  const facts: Fact[] = [];
  await compareWithDecoding(clip, work, rounds, facts);
  const { memory, time } = await byLength(work, facts);
  await seeks(work, rounds, facts);
  await throughput(clip, rounds, facts);
  return { facts, memory, time };
}

async function compareWithDecoding(clip: Clip, work: string, rounds: number, facts: Fact[]): Promise<void> {
  const walls: { [key in 'decode' | 'ffmpegStart' | 'nodeStart' | Format]: number[] } = {
    decode: [],
    ffmpegStart: [],
    nodeStart: [],
    gif: [],
    webp: [],
  };
  for (let round = 0; round < rounds; round++) {
    walls.decode.push((await measure([decodeOnly(clip)])).wall);
    walls.ffmpegStart.push((await measure([ffmpegStart])).wall);
    walls.nodeStart.push((await measure([{ command: process.execPath, args: ['-e', '0'] }])).wall);
    for (const format of formats) {
      const [took] = (await runJobs({
        warm: true,
        jobs: [job(clip, format, join(work, `warm.${format}`))],
      })) as number[];
      walls[format].push(took ?? Number.NaN);
    }
  }
  const decoding = median(walls.decode) - median(walls.ffmpegStart);
  facts.push({
    what: `Decoding and scaling only (${clip.name}), without the start of ffmpeg`,
    value: seconds(decoding),
  });
  facts.push({ what: 'Start of ffmpeg', value: seconds(median(walls.ffmpegStart)) });
  facts.push({ what: 'Start of Node', value: seconds(median(walls.nodeStart)) });
  for (const format of formats) {
    const took = median(walls[format]);
    facts.push({
      what: `Conversion to ${formatNames[format]} in a warm process`,
      value: `${seconds(took)}, ${(took / decoding).toFixed(2)}x`,
    });
  }
}

async function byLength(work: string, facts: Fact[]): Promise<Pick<Scaling, 'memory' | 'time'>> {
  const memory: Array<[number, number]> = [];
  const time: Array<[number, number]> = [];
  const path = await longVideo();
  for (const duration of [6, 20, 60]) {
    const clip: Clip = { ...whole(path), duration };
    const cost = await measure(library('gif').steps(clip, join(work, 'long.gif'), work));
    memory.push([duration, cost.rss]);
    time.push([duration * clip.fps, cost.wall]);
  }
  const peaks = memory.map(([duration, bytes]) => `${(bytes / 1e6).toFixed(0)} MB for ${duration} s`);
  facts.push({ what: 'Peak RSS, 1080p to GIF with a width of 480 px', value: peaks.join(', ') });
  return { memory, time };
}

async function seeks(work: string, rounds: number, facts: Fact[]): Promise<void> {
  const path = await longVideo();
  const walls: string[] = [];
  for (const position of [0.02, 0.5, 0.95]) {
    const start = Math.floor((360 * position) / 2) * 2 + 0.5; // half a second after a key frame
    const clip: Clip = { ...whole(path), start, duration: 1 };
    const costs = [];
    for (let round = 0; round < rounds; round++) {
      costs.push((await measure(library('gif').steps(clip, join(work, 'seek.gif'), work))).wall);
    }
    walls.push(seconds(median(costs)));
  }
  facts.push({ what: 'Segment of 1 s at 2 %, 50 % and 95 % of a video of 6 minutes', value: walls.join(', ') });
}

async function throughput(clip: Clip, rounds: number, facts: Fact[]): Promise<void> {
  const jobs = (count: number, threads: number) =>
    Array.from({ length: count }, () => job(clip, 'gif', undefined, { threads }));
  const rates: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const oneByOne = (await runJobs({ warm: true, jobs: jobs(4, 1) })) as number[];
    const together = (await runJobs({ warm: true, concurrency: 2, jobs: jobs(4, 1) })) as number;
    rates.push(oneByOne.reduce((sum, took) => sum + took, 0) / together);
  }
  const rate = median(rates);
  facts.push({
    what: 'Throughput of two jobs at a time with one thread each',
    value: `${rate.toFixed(2)}x that of one job`,
  });
}

const whole = (path: string): Clip => ({
  ...{ name: 'long video', path, start: 0, duration: 6, fps: 10, width: 480, height: 270 },
  ...{ tolerance: 1e-4, lead: 0, matrix: undefined },
});
