import { join } from 'node:path';
import { output } from '../support/run.ts';
import { type Clip, drawn } from './clips.ts';
import { type Format, job, limit, node, nothing, ours } from './contenders.ts';
import { measure, median } from './measure.ts';

/** One line of the table of what grows with what. */
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
const oursPath = join(import.meta.dirname, 'ours.mjs');
const seconds = (value: number): string => `${value.toFixed(2)} s`;

async function said(options: object): Promise<unknown> {
  const { command, args } = node(oursPath, options);
  return JSON.parse((await output(command, args, { timeoutMs: 600_000 })).toString());
}

/** A 1080p film of six minutes with a key frame every two seconds. */
const film = (): Promise<string> => {
  const picture = 'testsrc2=size=480x270:rate=24,scale=1920:1080:flags=fast_bilinear';
  return drawn(picture, 360, [
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

/** Start-up, length, seeks and throughput of cliploop alone; `clip` is the one for start-up and throughput. */
export async function scaling(clip: Clip, work: string, rounds: number): Promise<Scaling> {
  const facts: Fact[] = [];
  await againstLimit(clip, work, rounds, facts);
  const { memory, time } = await byLength(work, facts);
  await seeks(work, rounds, facts);
  await throughput(clip, rounds, facts);
  return { facts, memory, time };
}

async function againstLimit(clip: Clip, work: string, rounds: number, facts: Fact[]): Promise<void> {
  const walls: { [key in 'limit' | 'start' | 'node' | Format]: number[] } = {
    limit: [],
    start: [],
    node: [],
    gif: [],
    webp: [],
  };
  for (let round = 0; round < rounds; round++) {
    walls.limit.push((await measure([limit(clip)])).wall);
    walls.start.push((await measure([nothing])).wall);
    walls.node.push((await measure([{ command: process.execPath, args: ['-e', '0'] }])).wall);
    for (const format of formats) {
      const [took] = (await said({ warm: true, jobs: [job(clip, format, join(work, `warm.${format}`))] })) as number[];
      walls[format].push(took ?? Number.NaN);
    }
  }
  const bare = median(walls.limit) - median(walls.start);
  facts.push({ what: `Decoding and scaling alone (${clip.name}), without ffmpeg's start`, value: seconds(bare) });
  facts.push({ what: "ffmpeg's start", value: seconds(median(walls.start)) });
  facts.push({ what: "Node's start", value: seconds(median(walls.node)) });
  for (const format of formats) {
    const took = median(walls[format]);
    facts.push({
      what: `The whole ${format} in a warm process`,
      value: `${seconds(took)}, ${(took / bare).toFixed(2)}x`,
    });
  }
}

async function byLength(work: string, facts: Fact[]): Promise<Pick<Scaling, 'memory' | 'time'>> {
  const memory: Array<[number, number]> = [];
  const time: Array<[number, number]> = [];
  const path = await film();
  for (const duration of [6, 20, 60]) {
    const clip: Clip = { ...whole(path), duration };
    const cost = await measure(ours('gif').steps(clip, join(work, 'long.gif'), work));
    memory.push([duration, cost.rss]);
    time.push([duration * clip.fps, cost.wall]);
  }
  const peaks = memory.map(([duration, bytes]) => `${(bytes / 1e6).toFixed(0)} MB for ${duration} s`);
  facts.push({ what: 'Peak RSS, 1080p to a GIF of width 480', value: peaks.join(', ') });
  return { memory, time };
}

async function seeks(work: string, rounds: number, facts: Fact[]): Promise<void> {
  const path = await film();
  const walls: string[] = [];
  for (const place of [0.02, 0.5, 0.95]) {
    const start = Math.floor((360 * place) / 2) * 2 + 0.5; // half a second after a key frame
    const clip: Clip = { ...whole(path), start, duration: 1 };
    const costs = [];
    for (let round = 0; round < rounds; round++) {
      costs.push((await measure(ours('gif').steps(clip, join(work, 'seek.gif'), work))).wall);
    }
    walls.push(seconds(median(costs)));
  }
  facts.push({ what: 'One second from 2 %, 50 % and 95 % of a film of 6 minutes', value: walls.join(', ') });
}

async function throughput(clip: Clip, rounds: number, facts: Fact[]): Promise<void> {
  const jobs = (count: number, threads: number) =>
    Array.from({ length: count }, () => job(clip, 'gif', undefined, { threads }));
  const rates: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const alone = (await said({ warm: true, jobs: jobs(4, 1) })) as number[];
    const both = (await said({ warm: true, atOnce: 2, jobs: jobs(4, 1) })) as number;
    rates.push(alone.reduce((sum, took) => sum + took, 0) / both);
  }
  const rate = median(rates);
  facts.push({ what: 'Two jobs at a time, against one thread alone', value: `${rate.toFixed(2)}x the rate` });
}

const whole = (path: string): Clip => ({
  ...{ name: 'film', path, start: 0, duration: 6, fps: 10, width: 480, height: 270 },
  ...{ tolerance: 1e-4, lead: 0, matrix: undefined },
});
