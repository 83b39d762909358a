import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { FileServer } from './file-server.ts';
import { JobChild } from './job-child.ts';
import { tempDir } from './temp.ts';

/** The most memory that a hostile file may take, in bytes of resident memory of the process. */
const MAX_RSS = 400 * 2 ** 20;
/** The most time until the answer for a hostile file, in milliseconds, on a machine that is not slower than most. */
const MAX_MS = 2000;
/** The same on a slow machine, as a multiple of the time that it needs for a fixed work, and at most this time. */
const MAX_RATIO = 2;
const MAX_SLOW_MS = 10_000;
/** A job that has not ended by then hangs. Ones that only wait for a busy machine end before, ms. */
const HANGS_AFTER = 30_000;
/** Codes for an input that is refused. A fault of cliploop would be OUT_OF_MEMORY or INTERNAL. */
const inputCodes = ['INPUT_NOT_MEDIA', 'NO_VIDEO', 'DECODER_MISSING', 'DECODE_FAILED', 'LIMIT_PIXELS'];

/** Expects an answer in time and with little memory, from probe() and from animate() for every kind of input. */
export async function expectAnswerInTime(bytes: Buffer): Promise<void> {
  const input = join(tempDir(), 'bomb');
  writeFileSync(input, bytes);
  const server = await FileServer.open(input);
  const child = new JobChild();
  await child.probe('/dev/null'); // loads the engine
  for (const kind of ['probe', 'path', 'buffer', 'stream', 'http'] as const) {
    const job = { input: kind === 'http' ? server.url : input, format: 'gif' };
    const outcome =
      kind === 'probe'
        ? await child.probe(input, HANGS_AFTER)
        : await child.animate(job, HANGS_AFTER, kind === 'http' ? 'path' : kind);
    expect(['ok', 'refused'], kind).toContain(outcome.kind);
    if (outcome.kind !== 'ok' && outcome.kind !== 'refused') continue;
    expect(outcome.peakRss, kind).toBeLessThan(MAX_RSS);
    if (outcome.ms >= MAX_MS) expect(outcome.ms, kind).toBeLessThan(Math.min(MAX_RATIO * referenceMs(), MAX_SLOW_MS));
    if (outcome.kind === 'refused') expect(inputCodes, kind).toContain(outcome.code);
  }
  child.close();
  await server.close();
}

/** Processor time that this machine needs now for a fixed work, in milliseconds. */
function referenceMs(): number {
  return Number(
    execFileSync(process.execPath, [join(import.meta.dirname, 'reference-work.mjs')], { encoding: 'utf8' }),
  );
}
