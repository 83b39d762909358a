import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

const script = fileURLToPath(new URL('health-child.mjs', import.meta.url));

export interface Times {
  readonly median: number;
  /** 99 of 100 answers are faster. */
  readonly slow: number;
  readonly max: number;
  readonly answers: number;
  /** Requests without an answer of 200. */
  readonly failed: number;
}

export interface Measured {
  readonly service: Times;
  /** A server that does nothing else, at the same time: as slow as the machine is busy. */
  readonly other: Times;
}

/** Measures the milliseconds of /healthz while `during` runs. */
export async function measureHealth(origin: string, during: () => Promise<unknown>): Promise<Measured> {
  const child = spawn(process.execPath, [script, origin, '25'], { stdio: ['pipe', 'pipe', 'inherit'] });
  const ended = once(child, 'close');
  const output = text(child.stdout);
  try {
    await during();
  } finally {
    child.stdin.end();
    await ended;
  }
  const { service, other } = JSON.parse(await output) as { service: number[]; other: number[] };
  return { service: timesOf(service), other: timesOf(other) };
}

function timesOf(all: readonly number[]): Times {
  const times = all.filter((time) => time >= 0).sort((one, other) => one - other);
  const at = (share: number): number =>
    times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? Number.NaN;
  return { median: at(0.5), slow: at(0.99), max: at(1), answers: times.length, failed: all.length - times.length };
}

export function shown({ median, slow, max, answers, failed }: Times): string {
  const [half, most, worst] = [median, slow, max].map((time) => time.toFixed(1));
  return `${answers} answers, median ${half} ms, 99 % ${most} ms, max ${worst} ms, ${failed} failed`;
}
