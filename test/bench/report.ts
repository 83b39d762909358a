import type { Clip } from './clips.ts';
import type { Outcome } from './main.ts';
import { type Cost, geometricMean } from './measure.ts';
import type { Scaling } from './scaling.ts';

export interface Report {
  outcomes: readonly Outcome[];
  /** Decoding and scaling alone, by clip. */
  limits: ReadonlyMap<Clip, Cost>;
  absent: readonly string[];
  /** Whether the clips are real ones, or drawn by ffmpeg. */
  real: boolean;
  scaling: Scaling | undefined;
}

type Cell = string | number;

/** A Markdown table; numbers are set to the right. */
export function table(head: readonly string[], rows: ReadonlyArray<readonly Cell[]>): string {
  const text = [head, ...rows].map((row) => row.map(String));
  const widths = head.map((_, column) => Math.max(3, ...text.map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[], left: boolean) =>
    `| ${row.map((cell, n) => (n === 0 || left ? cell.padEnd(widths[n] ?? 0) : cell.padStart(widths[n] ?? 0))).join(' | ')} |`;
  const rule = widths.map((width, n) => (n === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`));
  const [first = [], ...rest] = text;
  return [line(first, false), `| ${rule.join(' | ')} |`, ...rest.map((row) => line(row, false))].join('\n');
}

const head = ['', 'wall s', 'CPU s', 'RSS MB', 'KB', 'PSNR dB', 'SSIM', 'butteraugli', 'flicker'];

function row({ contender, cost, bytes, quality }: Outcome): Cell[] {
  const figures = [cost.wall.toFixed(2), cost.cpu.toFixed(2), (cost.rss / 1e6).toFixed(0), (bytes / 1000).toFixed(0)];
  if (!quality) return [contender.name, ...figures, '', '', '', ''];
  const { psnr, ssim, butteraugli, flicker } = quality;
  return [contender.name, ...figures, psnr.toFixed(1), ssim.toFixed(4), butteraugli.toFixed(2), flicker.toFixed(2)];
}

/** Everybody over one clip. */
export function comparison(clip: Clip, outcomes: readonly Outcome[]): string {
  const here = outcomes.filter((outcome) => outcome.clip === clip);
  const tables = (['gif', 'webp'] as const).flatMap((format) => {
    const rows = here.filter(({ contender }) => contender.format === format).map(row);
    return rows.length === 0 ? [] : [table([format, ...head.slice(1)], rows)];
  });
  return `${clip.name}: ${clip.duration} s, ${clip.width}x${clip.height}, ${clip.fps} fps\n\n${tables.join('\n\n')}`;
}

/** Nobody sees less: smaller figures count as these. */
export const seen = {
  butteraugli: (value: number): number => Math.max(0.8, value),
  flicker: (value: number): number => Math.max(0.5, value),
};

/** Geometric means over the clips of a contender's figures, each divided by ours of the same format. */
export function summary({ outcomes, limits, absent, real, scaling }: Report): string {
  const parts: string[] = [];
  for (const format of ['gif', 'webp'] as const) {
    const mine = outcomes.filter(({ contender }) => contender.format === format && contender.name === 'cliploop');
    if (mine.length === 0) continue;
    const rivals = [
      ...new Set(outcomes.filter(({ contender }) => contender.format === format).map(({ contender }) => contender)),
    ];
    const rows = rivals
      .filter(({ name }) => name !== 'cliploop')
      .map((rival) => [
        rival.name,
        ...ratios(
          mine,
          outcomes.filter(({ contender }) => contender === rival),
        ),
      ]);
    const behind = mine.map(({ clip, cost }) => cost.wall / (limits.get(clip)?.wall ?? Number.NaN));
    const limitRow = ['decode + scale alone', geometricMean(behind).toFixed(2), '', '', '', '', '', ''];
    parts.push(
      `${format}: cliploop / the other, geometric means over ${mine.length} clips (worst clip)\n\n` +
        table(['', 'wall', 'CPU', 'RSS', 'bytes', 'SSIM +', 'butteraugli', 'flicker'], [...rows, limitRow]),
    );
  }
  if (!real) parts.push('The clips are drawn by ffmpeg, because the real ones are not here.');
  if (absent.length > 0) parts.push(`Absent here: ${absent.join(', ')}`);
  if (scaling)
    parts.push(
      table(
        ['cliploop', ''],
        scaling.facts.map(({ what, value }) => [what, value]),
      ),
    );
  return parts.join('\n\n');
}

function ratios(mine: readonly Outcome[], theirs: readonly Outcome[]): string[] {
  const pairs = mine.flatMap((a) => {
    const b = theirs.find(({ clip }) => clip === a.clip);
    return b ? [[a, b] as const] : [];
  });
  const ratio = (pick: (outcome: Outcome) => number, digits = 2) => {
    const each = pairs.map(([a, b]) => pick(a) / pick(b));
    return `${geometricMean(each).toFixed(digits)} (${Math.max(...each).toFixed(digits)})`;
  };
  const more = pairs.map(([a, b]) => (a.quality?.ssim ?? Number.NaN) - (b.quality?.ssim ?? Number.NaN));
  return [
    ratio(({ cost }) => cost.wall),
    ratio(({ cost }) => cost.cpu),
    ratio(({ cost }) => cost.rss),
    ratio(({ bytes }) => bytes),
    `${(more.reduce((sum, one) => sum + one, 0) / more.length).toFixed(4)} (${Math.min(...more).toFixed(4)})`,
    ratio(({ quality }) => seen.butteraugli(quality?.butteraugli ?? Number.NaN)),
    ratio(({ quality }) => seen.flicker(quality?.flicker ?? Number.NaN)),
  ];
}
