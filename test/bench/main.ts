import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Pixels } from '../oracle/compare.ts';
import { type Clip, clips } from './clips.ts';
import { type Contender, contenders, emptyFolder, limit } from './contenders.ts';
import { type Cost, measure, medianCost } from './measure.ts';
import { judge, type Quality, referenceFrames } from './quality.ts';
import { comparison, summary } from './report.ts';
import { scaling } from './scaling.ts';
import { writeReadme } from './write.ts';

const help = `npm run bench -- [flags]: cliploop beside its rivals, over the same frames of the same clips, in turn

The clips are the real ones of the folder that CLIPLOOP_MEDIA names, or of ../shared/media; without them ffmpeg draws some.

  --rounds N      times that everything is run, in turn; figures are medians (default 3)
  --only WORDS    only contenders whose name has one of these comma-separated words
  --format NAME   only gif or webp
  --clip WORDS    only clips whose name has one of these comma-separated words
  --no-quality    time and bytes alone
  --no-scaling    without start-up, length, seek and throughput
  --write         puts the tables and plots into README.md
`;

/** What one contender did with one clip. */
export interface Outcome {
  contender: Contender;
  clip: Clip;
  cost: Cost;
  bytes: number;
  quality: Quality | undefined;
}

export async function main(args: readonly string[]): Promise<number> {
  const values = flags(args);
  if (typeof values === 'string') {
    process.stderr.write(`${values}\n\n${help}`);
    return 2;
  }
  const { list, real } = await clips();
  const { present, absent } = await contenders();
  if (values.help) {
    const names = (of: ReadonlyArray<{ name: string }>) => [...new Set(of.map(({ name }) => name))].join(', ');
    process.stdout.write(`${help}\nClips here: ${names(list)}\nContenders here: ${names(present)}\n`);
    return 0;
  }
  const among = (name: string, words: string) =>
    words === '' || words.split(',').some((word) => name.toLowerCase().includes(word.trim().toLowerCase()));
  const chosenClips = list.filter(({ name }) => among(name, values.clip));
  const chosen = present
    .filter(({ name }) => among(name, values.only))
    .filter(({ format }) => values.format === '' || format === values.format);
  if (chosenClips.length === 0 || chosen.length === 0) {
    const flag = chosenClips.length === 0 ? `--clip ${values.clip}` : `--only ${values.only}`;
    process.stderr.write(`${flag} leaves nothing to measure; --help lists what there is\n`);
    return 2;
  }
  const { rounds } = values;
  const work = mkdtempSync(join(tmpdir(), 'cliploop-bench-'));
  try {
    const outcomes: Outcome[] = [];
    const limits = new Map<Clip, Cost>();
    for (const clip of chosenClips) {
      process.stderr.write(`${clip.name}\n`);
      const measured = await inTurn(clip, chosen, rounds, work);
      limits.set(clip, measured.limit);
      const references = values['no-quality'] ? undefined : await referenceFrames(clip);
      for (const [n, contender] of chosen.entries()) {
        const cost = measured.costs[n];
        if (cost) outcomes.push(await outcome(contender, clip, cost, fileOf(work, n, contender), references));
      }
      process.stdout.write(`\n${comparison(clip, outcomes)}\n`);
    }
    const [first] = chosenClips;
    const grows = first && !values['no-scaling'] ? await scaling(first, work, rounds) : undefined;
    const report = { outcomes, limits, absent, real, scaling: grows };
    process.stdout.write(`\n${summary(report)}\n`);
    if (values.write) writeReadme(report, args);
    return 0;
  } finally {
    rmSync(work, { recursive: true });
  }
}

/** What was asked for, or what is wrong with it. */
function flags(args: readonly string[]) {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        rounds: { type: 'string', default: '3' },
        only: { type: 'string', default: '' },
        format: { type: 'string', default: '' },
        clip: { type: 'string', default: '' },
        'no-quality': { type: 'boolean', default: false },
        'no-scaling': { type: 'boolean', default: false },
        write: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
    if (!/^[1-9]\d{0,3}$/.test(values.rounds)) return `--rounds must be a whole number above 0, got ${values.rounds}`;
    if (!['', 'gif', 'webp'].includes(values.format)) return `--format must be gif or webp, got ${values.format}`;
    return { ...values, rounds: Number(values.rounds) };
  } catch (error) {
    return (error as Error).message;
  }
}

const fileOf = (work: string, n: number, { format }: Contender): string => join(work, `out-${n}.${format}`);

/** Everybody once, then everybody again: what else the machine does touches all alike. */
async function inTurn(
  clip: Clip,
  chosen: readonly Contender[],
  rounds: number,
  work: string,
): Promise<{ costs: Cost[]; limit: Cost }> {
  const costs: Cost[][] = chosen.map(() => []);
  const limits: Cost[] = [];
  for (let round = 0; round < rounds; round++) {
    limits.push(await measure([limit(clip)]));
    for (const [n, contender] of chosen.entries()) {
      const steps = contender.steps(clip, fileOf(work, n, contender), emptyFolder(join(work, 'frames')));
      costs[n]?.push(await measure(steps));
    }
  }
  return { costs: costs.map(medianCost), limit: medianCost(limits) };
}

async function outcome(
  contender: Contender,
  clip: Clip,
  cost: Cost,
  file: string,
  references: readonly Pixels[] | undefined,
): Promise<Outcome> {
  const quality = references && (await judge(file, references, clip.fps));
  return { contender, clip, cost, bytes: statSync(file).size, quality };
}
