import { type ChildProcess, spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { bigClip } from '../fixtures/big.ts';
import { cliPath } from '../support/paths.ts';
import { tempDir } from '../support/temp.ts';
import { messagesOf } from './cliploop.ts';

interface Ended {
  code: number | null;
  signal: string | null;
  stderr: string;
  /** Time from the signal to the end, in milliseconds. */
  ms: number;
}

/** Sends a signal to a running command, as Ctrl-C does, and waits until it exits. */
async function interrupt(child: ChildProcess, signal: NodeJS.Signals): Promise<Ended> {
  let stderr = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    stderr += chunk.toString();
  });
  const ended = new Promise<{ code: number | null; signal: string | null }>((resolve) => {
    child.on('close', (code, how) => resolve({ code, signal: how }));
  });
  const sent = performance.now();
  child.kill(signal);
  const timer = setTimeout(() => child.kill('SIGKILL'), 10_000);
  const how = await ended;
  clearTimeout(timer);
  return { ...how, stderr, ms: performance.now() - sent };
}

const start = (args: string[]): ChildProcess => spawn(cliPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });

test.each(['gif', 'webp'])('leaves no partial %s after Ctrl-C', async (format) => {
  const input = await bigClip();
  for (const afterMs of [600, 1500]) {
    const folder = tempDir();
    const child = start(['animate', input, '-o', join(folder, `x.${format}`), '--fps', '30']);
    await sleep(afterMs);
    const ended = await interrupt(child, 'SIGINT');
    expect(ended.code === 130 || ended.signal === 'SIGINT').toBe(true);
    expect(ended.ms).toBeLessThan(3000);
    expect(readdirSync(folder)).toEqual([]);
  }
});

test('leaves no file under the final name after SIGTERM', async () => {
  const folder = tempDir();
  const child = start(['animate', await bigClip(), '-o', join(folder, 'x.gif'), '--fps', '30']);
  await sleep(1200);
  await interrupt(child, 'SIGTERM');
  expect(readdirSync(folder)).not.toContain('x.gif');
});

test.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const)('prints an error after %s while it waits for input, and exits with %d', async (signal, code) => {
  const folder = tempDir();
  const part = (await readFile(await bigClip())).subarray(0, 1 << 20);
  const child = spawn(cliPath, ['animate', '-', '-o', join(folder, 'partial.gif')], { stdio: 'pipe' });
  child.stdin.on('error', () => undefined);
  // Larger than the buffer of a pipe, so that the job is reading when everything is written.
  await new Promise((resolve) => child.stdin.write(part, resolve));
  const ended = await interrupt(child, signal);
  expect(ended.code).toBe(code);
  expect(messagesOf(ended)).toBe(
    `Error ABORTED: The operation was aborted: ${signal}\nHint: The job was stopped on request. No output file was written.\n`,
  );
  expect(readdirSync(folder)).toEqual([]);
});
