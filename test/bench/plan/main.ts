import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { animate, plan } from '@cliploop/core';
import { median } from '../measure.ts';
import { planCases } from './cases.ts';

const help = `Usage: npm run bench:plan -- [flags]

Compares the estimates of plan() with the outputs of animate(), for real clips from the folder in CLIPLOOP_MEDIA (default:
../shared/media).

  --clip WORD     use only clips whose name contains this word
  --threads N     number of threads of both [CPU cores]
  -h, --help      show this help
`;

interface Outcome {
  /** Estimated bytes by actual bytes. */
  ratio: number;
  inRange: boolean;
  /** Time of the plan by the time of the job. */
  wall: number;
  /** The same for the processor. */
  cpu: number;
  /** Wall time in ms. */
  planned: number;
  made: number;
  /** Estimated seconds by actual ones. */
  seconds: number;
  frames: boolean;
}

/** Wall and processor time of a job in milliseconds. */
async function timed<T>(job: () => Promise<T>): Promise<{ value: T; wall: number; cpu: number }> {
  const before = process.cpuUsage();
  const began = performance.now();
  const value = await job();
  const wall = performance.now() - began;
  const { user, system } = process.cpuUsage(before);
  return { value, wall, cpu: (user + system) / 1000 };
}

export async function main(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      clip: { type: 'string', default: '' },
      threads: { type: 'string' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help) {
    process.stdout.write(help);
    return 0;
  }
  const media = process.env.CLIPLOOP_MEDIA ?? join(import.meta.dirname, '../../../../shared/media');
  const threads = values.threads === undefined ? {} : { threads: Number(values.threads) };
  const outcomes: Outcome[] = [];
  process.stdout.write('bytes  range  frames  wall   cpu    seconds\n');
  for (const { clip, options } of planCases().filter((one) => one.clip.includes(values.clip))) {
    const given = { ...options, ...threads, input: join(media, clip) };
    await plan(given); // loads the file
    const planned = await timed(() => plan(given));
    const made = await timed(() => animate(given));
    const { estimate, frames, delays } = planned.value;
    if (estimate === null) throw new Error(`There is no estimate for ${clip}`);
    const { size } = made.value;
    const outcome = {
      ratio: estimate.bytes / size,
      inRange: estimate.low <= size && size <= estimate.high,
      frames: estimate.frames === made.value.frames,
      wall: planned.wall / made.wall,
      cpu: planned.cpu / made.cpu,
      planned: planned.wall,
      made: made.wall,
      seconds: estimate.seconds / (made.wall / 1000),
    };
    outcomes.push(outcome);
    const { ratio, wall, cpu, seconds } = outcome;
    const cells = [ratio.toFixed(2), outcome.inRange ? 'yes' : 'no', `${estimate.frames}/${made.value.frames}`];
    const times = [wall, cpu, seconds].map((share) => share.toFixed(2));
    const note = `${clip} ${JSON.stringify(options)} ${frames} ${JSON.stringify(delays)} ${size} ${Math.round(made.wall)} ms, ${estimate.encodedFrames} encoded`;
    process.stdout.write(`${[...cells, ...times].map((cell) => cell.padEnd(7)).join('')}${note}\n`);
  }
  const share = (met: (outcome: Outcome) => boolean): string => `${outcomes.filter(met).length} of ${outcomes.length}`;
  const total = (time: (outcome: Outcome) => number): number => outcomes.reduce((sum, one) => sum + time(one), 0);
  const together = total(({ planned }) => planned) / total(({ made }) => made);
  process.stdout.write(`
within 25 %: ${share(({ ratio }) => Math.abs(ratio - 1) <= 0.25)}
between low and high: ${share(({ inRange }) => inRange)}
time below 15 % of the job: ${share(({ wall }) => wall < 0.15)}, of the processor: ${share(({ cpu }) => cpu < 0.15)}
median share of the time: ${median(outcomes.map(({ wall }) => wall)).toFixed(3)}, of the processor: ${median(outcomes.map(({ cpu }) => cpu)).toFixed(3)}
time of all plans by that of all jobs: ${together.toFixed(3)}
`);
  return 0;
}
