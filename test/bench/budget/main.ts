import { readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type AnimateOptions, animate } from '@cliploop/core';
import { root } from '../../support/paths.ts';
import { clips } from '../clips.ts';
import { median } from '../measure.ts';

const help = `Usage: npm run bench:budget -- [flags]

Makes outputs within byte budgets: how much of each budget is used, and how long that takes compared with the same job without a
budget.

  --clip WORD     use only clips whose name contains this word
  --runs N        runs of each job, of which the median counts [3]
  --write         write the table to README.md
  -h, --help      show this help
`;

const budgets = [128_000, 256_000, 500_000, 1_000_000, 10_000_000];
const formats = ['gif', 'webp'] as const;

interface Outcome {
  format: string;
  budget: number;
  /** Bytes of the output by the budget; undefined: the output cannot be that small. */
  used: number | undefined;
  /** Whether all options kept their values, so that more bytes could not be used. */
  isWhole: boolean;
  /** Time by that of the job without a budget. */
  time: number;
  encodes: number;
}

export async function main(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      clip: { type: 'string', default: '' },
      runs: { type: 'string', default: '3' },
      write: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help) {
    process.stdout.write(help);
    return 0;
  }
  const { list } = await clips();
  const chosen = list.filter(({ name }) => name.includes(values.clip)).slice(0, 8);
  const outcomes: Outcome[] = [];
  for (const format of formats) {
    for (const { name, path: input, start, duration, fps, width, height } of chosen) {
      const given = { input, start, duration, fps, width, height, format };
      await animate(given); // loads the file
      for (const budget of budgets) {
        const outcome = await measure(given, budget, Number(values.runs));
        outcomes.push(outcome);
        const use = outcome.used === undefined ? 'too small' : percent(outcome.used);
        process.stdout.write(
          `${name.padEnd(14)} ${format.padEnd(5)} ${String(budget).padStart(9)} ${use.padStart(9)} ${outcome.isWhole ? 'whole' : '     '} ${outcome.time.toFixed(2)}x ${outcome.encodes}\n`,
        );
      }
    }
  }
  const table = tableOf(outcomes, chosen.length);
  process.stdout.write(`\n${table}\n`);
  if (values.write) write(table);
  return 0;
}

async function measure(given: AnimateOptions, budget: number, runs: number): Promise<Outcome> {
  const plain: number[] = [];
  const fitted: number[] = [];
  let outcome: Pick<Outcome, 'used' | 'isWhole' | 'encodes'> = { used: undefined, isWhole: false, encodes: 0 };
  for (let run = 0; run < runs; run++) {
    const one = await timed(() => animate(given));
    plain.push(one.ms);
    const { ms, value } = await timed(() => animate({ ...given, maxBytes: budget }).catch(() => undefined));
    fitted.push(ms);
    if (value === undefined) continue;
    if (value.size > budget) throw new Error(`The output has ${value.size} bytes, the budget is ${budget}`);
    const isWhole = value.md5 === one.value.md5;
    outcome = { used: value.size / budget, isWhole, encodes: value.fitted?.encodes ?? 0 };
  }
  return { format: String(given.format), budget, ...outcome, time: median(fitted) / median(plain) };
}

async function timed<T>(job: () => Promise<T>): Promise<{ ms: number; value: T }> {
  const began = performance.now();
  const value = await job();
  return { ms: performance.now() - began, value };
}

const percent = (part: number): string => `${(part * 100).toFixed(1)} %`;

/** A row for each format and budget. Outputs that keep all options could not use more of the budget. */
function tableOf(outcomes: readonly Outcome[], count: number): string {
  const rows = formats.flatMap((format) =>
    budgets.map((budget) => {
      const all = outcomes.filter((one) => one.format === format && one.budget === budget);
      const reduced = all.filter(({ isWhole, used }) => !isWhole && used !== undefined);
      const used = reduced.map((one) => one.used ?? 0);
      return [
        format === 'gif' ? 'GIF' : 'WebP',
        budget >= 1e6 ? `${budget / 1e6} MB` : `${budget / 1e3} KB`,
        `${all.filter(({ isWhole }) => isWhole).length} of ${count}`,
        used.length === 0 ? '' : percent(median(used)),
        used.length === 0 ? '' : percent(Math.min(...used)),
        `${median(all.map(({ time }) => time)).toFixed(2)}x`,
      ];
    }),
  );
  const head = ['', 'budget', 'not reduced', 'used, median', 'used, least', 'time'];
  const widths = head.map((name, column) => Math.max(name.length, 3, ...rows.map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]): string =>
    `| ${row.map((cell, column) => (column < 2 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0))).join(' | ')} |`;
  const rule = widths.map((width, column) => (column < 2 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`));
  return [line(head), line(rule), ...rows.map(line)].join('\n');
}

const [begin, end] = ['<!-- bench budget: begin -->', '<!-- bench budget: end -->'];

function write(table: string): void {
  const path = join(root, 'README.md');
  const text = readFileSync(path, 'utf8');
  const [from, to] = [text.indexOf(begin), text.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`README.md must contain ${begin} and ${end}`);
  const machine = `Measured on ${availableParallelism()} cores of ${cpus()[0]?.model ?? 'an unknown processor'}, Node ${process.version}.`;
  const body = [begin, machine, table, end].join('\n\n');
  writeFileSync(path, text.slice(0, from) + body + text.slice(to + end.length));
}
