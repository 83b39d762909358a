import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from '../support/run.ts';

/** One program of a contender's pipeline. */
export interface Step {
  command: string;
  args: readonly string[];
}

export interface Cost {
  /** Seconds from start to end. */
  wall: number;
  /** Processor time in seconds, user and system. */
  cpu: number;
  /** Peak memory of the largest process in bytes. */
  rss: number;
}

// These variables slow down the start of every Node.js process, with or without cliploop.
const { NODE_EXTRA_CA_CERTS: _certificates, NODE_OPTIONS: _options, ...env } = process.env;

/** Runs the steps one after another under GNU time. Throws if one fails. */
export async function measure(steps: readonly Step[], timeoutMs = 600_000): Promise<Cost> {
  const folder = mkdtempSync(join(tmpdir(), 'cliploop-bench-'));
  try {
    const cost: Cost = { wall: 0, cpu: 0, rss: 0 };
    for (const { command, args } of steps) {
      const report = join(folder, 'time');
      const began = performance.now();
      const ran = await run('time', ['-o', report, '-f', '%U %S %M', command, ...args], { timeoutMs, env }).catch(
        (error) => {
          if (error.code === 'ENOENT')
            throw new Error('GNU time is not installed. Install it with: apt-get install time');
          throw error;
        },
      );
      cost.wall += (performance.now() - began) / 1000;
      if (ran.status !== 0) throw new Error(`${command} exited with status ${ran.status}: ${ran.stderr.slice(-1000)}`);
      const [user = 0, system = 0, kib = 0] = readFileSync(report, 'utf8').trim().split(' ').map(Number);
      cost.cpu += user + system;
      cost.rss = Math.max(cost.rss, kib * 1024);
    }
    return cost;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}

export const medianCost = (costs: readonly Cost[]): Cost => ({
  wall: median(costs.map(({ wall }) => wall)),
  cpu: median(costs.map(({ cpu }) => cpu)),
  rss: median(costs.map(({ rss }) => rss)),
});

export const geometricMean = (values: readonly number[]): number =>
  Math.exp(values.reduce((sum, value) => sum + Math.log(value), 0) / values.length);
