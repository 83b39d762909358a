import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { drawClip } from '@cliploop/testing/clip';
import { MediaChild } from '@cliploop/vod/internals';
import { median } from '../measure.ts';

const help = `Usage: npm run bench:sandbox -- [flags]

Measures what the sandbox of media processes costs: pairs of runs in a process with and in one without it. Prints medians, and
the medians of the differences of the pairs; of CPU times the means.

  --pairs N   pairs of runs of each measurement [30]
  -h, --help  show this help
`;

/** Longest job, ms. */
const TIMEOUT_MS = 300_000;
const jobs = {
  'small task': { source: 'testsrc2=s=64x48:r=10:d=1', options: { fps: 5, end: 0.4 } },
  'GIF of 4 s': { source: 'testsrc2=s=640x360:r=30:d=4,noise=alls=8:allf=t', options: { fps: 15, width: 320 } },
  'WebP of 4 s': {
    source: 'testsrc2=s=640x360:r=30:d=4,noise=alls=8:allf=t',
    options: { fps: 15, width: 320, format: 'webp' },
  },
} as const;

interface Sample {
  /** From the request to the result, ms. */
  readonly task: number;
  /** Decoding and encoding in the media process, ms. */
  readonly encode: number;
  /** CPU time of the media process, ms. Other programs of the machine hardly change it. */
  readonly cpu: number;
}

export async function main(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: { pairs: { type: 'string', default: '30' }, help: { type: 'boolean', short: 'h', default: false } },
  });
  if (values.help) {
    process.stdout.write(help);
    return 0;
  }
  const pairs = Number(values.pairs);
  const folder = await mkdtemp(join(tmpdir(), 'cliploop-bench-sandbox-'));
  const rows: Record<string, Record<string, string>> = {};
  try {
    rows.start = row(await paired(pairs, async (sandbox) => start(sandbox)));
    for (const [name, { source, options }] of Object.entries(jobs)) {
      const input = join(folder, 'clip.mp4');
      await drawClip(input, source, '-pix_fmt', 'yuv420p');
      const children = { auto: child('auto'), off: child('off') };
      const run = (sandbox: Mode) => task(children[sandbox], { ...options, input, output: join(folder, 'out') });
      // The first jobs load code and fill caches.
      for (const sandbox of ['auto', 'off'] as const) await run(sandbox);
      const samples = await paired(pairs, run);
      rows[`${name}, task`] = row(samples.map(({ auto, off }) => ({ auto: auto.task, off: off.task })));
      rows[`${name}, encode`] = row(samples.map(({ auto, off }) => ({ auto: auto.encode, off: off.encode })));
      rows[`${name}, CPU`] = row(
        samples.map(({ auto, off }) => ({ auto: auto.cpu, off: off.cpu })),
        mean,
      );
      await Promise.all([children.auto.end(), children.off.end()]);
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  console.table(rows);
  return 0;
}

type Mode = 'auto' | 'off';
type Pair<T> = { readonly auto: T; readonly off: T };

function child(sandbox: Mode): MediaChild {
  return new MediaChild({ maxMemory: 2 ** 31, sandbox });
}

/** Alternates the order, so that both meet the same machine. */
async function paired<T>(count: number, run: (sandbox: Mode) => Promise<T>): Promise<Pair<T>[]> {
  const pairs: Pair<T>[] = [];
  for (let i = 0; i < count; i += 1) {
    if (i % 2 === 0) {
      const auto = await run('auto');
      pairs.push({ auto, off: await run('off') });
    } else {
      const off = await run('off');
      pairs.push({ auto: await run('auto'), off });
    }
  }
  return pairs;
}

/** CPU times have steps of 10 ms, so that only their mean is exact. */
const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

function row(pairs: readonly Pair<number>[], average = median): Record<string, string> {
  const off = average(pairs.map((pair) => pair.off));
  const difference = average(pairs.map((pair) => pair.auto - pair.off));
  const auto = average(pairs.map((pair) => pair.auto));
  const text = (ms: number): string => `${ms.toFixed(2)} ms`;
  const share = `${((100 * difference) / off).toFixed(2)} %`;
  return { without: text(off), with: text(auto), difference: text(difference), share };
}

async function start(sandbox: Mode): Promise<number> {
  const began = performance.now();
  const process = child(sandbox);
  await process.layers;
  const took = performance.now() - began;
  await process.end();
  return took;
}

async function task(process: MediaChild, job: object): Promise<Sample> {
  const options = { onProgress: () => {}, signal: new AbortController().signal, timeoutMs: TIMEOUT_MS };
  const cpu = await cpuTime(process);
  const began = performance.now();
  const outcome = await process.run({ kind: 'animate', job: { format: 'gif', ...job } as never }, options);
  if (outcome.kind !== 'animated') throw new Error(JSON.stringify(outcome));
  const taken = performance.now() - began;
  return { task: taken, encode: outcome.seconds * 1000, cpu: (await cpuTime(process)) - cpu };
}

/** CPU time of the process so far, ms. */
async function cpuTime(process: MediaChild): Promise<number> {
  const stat = await readFile(`/proc/${process.pid}/stat`, 'utf8');
  // Fields 14 and 15, in ticks of 10 ms, of which the first two can have spaces.
  const [user = 0, system = 0] = stat
    .slice(stat.lastIndexOf(')') + 2)
    .split(' ')
    .slice(11, 13)
    .map(Number);
  return (user + system) * 10;
}
