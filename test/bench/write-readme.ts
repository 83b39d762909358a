import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus } from 'node:os';
import { join } from 'node:path';
import { root } from '../support/paths.ts';
import { type Line, lineChart } from './plot.ts';
import { formatNames, type Report, summary } from './report.ts';

const begin = '<!-- bench: begin -->';
const end = '<!-- bench: end -->';
const plots = join(import.meta.dirname, 'plots');

/** Writes the tables between the markers in README.md, and the plots as SVG files beside this file. `flags` are those of the benchmark. */
export function writeReadme(report: Report, flags: readonly string[]): void {
  const path = join(root, 'README.md');
  const text = readFileSync(path, 'utf8');
  const [from, to] = [text.indexOf(begin), text.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`README.md must contain ${begin} and ${end}`);
  mkdirSync(plots, { recursive: true });
  const images = drawPlots(report).map(({ file, title }) => `![${title}](test/bench/plots/${file})`);
  const body = [begin, describeMachine(flags), summary(report), ...images, end].join('\n\n');
  writeFileSync(path, text.slice(0, from) + body + text.slice(to + end.length));
}

function describeMachine(flags: readonly string[]): string {
  const model = cpus()[0]?.model ?? 'an unknown processor';
  const command = ['npm run bench --', ...flags.map((flag) => (/[\s]/.test(flag) ? `"${flag}"` : flag))].join(' ');
  return `Measured on ${availableParallelism()} cores of ${model}, Node ${process.version}, with \`${command}\`.`;
}

function drawPlots({ outcomes, scaling }: Report): Array<{ file: string; title: string }> {
  const written: Array<{ file: string; title: string }> = [];
  const put = (file: string, title: string, svg: string) => {
    writeFileSync(join(plots, file), svg);
    written.push({ file, title });
  };
  for (const format of ['gif', 'webp'] as const) {
    const byName = new Map<string, Line>();
    for (const { contender, bytes, quality } of outcomes) {
      if (contender.format !== format || contender.name.includes('command') || !quality) continue;
      const line = byName.get(contender.name) ?? { name: contender.name, points: [], joined: false };
      line.points.push([bytes / 1000, quality.ssim]);
      byName.set(contender.name, line);
    }
    const title = `Quality by file size, ${formatNames[format]}`;
    if (byName.size > 0) {
      put(`quality-${format}.svg`, title, lineChart({ title, x: 'KB', y: 'SSIM', lines: [...byName.values()] }));
    }
  }
  if (scaling) {
    const points = scaling.time.map(([x, y]): [number, number] => [x, y]);
    const title = 'Time by number of frames';
    const lines = [{ name: 'cliploop', points, joined: true }];
    put('time.svg', title, lineChart({ title, x: 'frames', y: 's', lines, fromZero: true }));
    const memory = scaling.memory.map(([x, y]): [number, number] => [x, y / 1e6]);
    const heading = 'Memory by length of the segment';
    const flat = [{ name: 'cliploop', points: memory, joined: true }];
    put('memory.svg', heading, lineChart({ title: heading, x: 's', y: 'MB', lines: flat, fromZero: true }));
  }
  return written;
}
