import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { bigClip } from '../fixtures/big.ts';
import { cliPath } from '../support/paths.ts';
import { tempDir } from '../support/temp.ts';

interface Ended {
  code: number | null;
  signal: string | null;
  stderr: string;
  /** Time from the signal to the end, in milliseconds. */
  ms: number;
}

/** Sends a signal to a running command, as Ctrl-C does, and waits until it ends by itself. */
async function interrupt(args: string[], signal: NodeJS.Signals, afterMs: number, stdin?: Buffer): Promise<Ended> {
  const child = spawn(cliPath, args, { stdio: ['pipe', 'pipe', 'pipe'] });
  // With a stdin, the input stays open, so the command waits for more.
  if (stdin === undefined) child.stdin.end();
  else child.stdin.on('error', () => undefined).write(stdin);
  let stderr = '';
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk.toString();
  });
  const ended = new Promise<{ code: number | null; signal: string | null }>((resolve) => {
    child.on('close', (code, how) => resolve({ code, signal: how }));
  });
  await sleep(afterMs);
  const sent = performance.now();
  child.kill(signal);
  const timer = setTimeout(() => child.kill('SIGKILL'), 10_000);
  const how = await ended;
  clearTimeout(timer);
  return { ...how, stderr, ms: performance.now() - sent };
}

test.each(['gif', 'webp'])('leaves no partial %s after Ctrl-C', async (format) => {
  const input = await bigClip();
  for (const afterMs of [600, 1500]) {
    const folder = tempDir();
    const args = ['animate', input, '-o', join(folder, `x.${format}`), '--fps', '30'];
    const ended = await interrupt(args, 'SIGINT', afterMs);
    expect(ended.code === 130 || ended.signal === 'SIGINT').toBe(true);
    expect(ended.ms).toBeLessThan(3000);
    expect(readdirSync(folder)).toEqual([]);
  }
});

test('leaves no file under the final name after SIGTERM', async () => {
  const folder = tempDir();
  await interrupt(['animate', await bigClip(), '-o', join(folder, 'x.gif'), '--fps', '30'], 'SIGTERM', 1200);
  expect(readdirSync(folder)).not.toContain('x.gif');
});

test.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const)('prints an error after %s while it waits for input, and exits with %d', async (signal, code) => {
  const folder = tempDir();
  const args = ['animate', '-', '-o', join(folder, 'partial.gif')];
  const ended = await interrupt(args, signal, 1500, Buffer.from('GIF89a'));
  expect(ended.code).toBe(code);
  expect(ended.stderr).toBe(
    `Error ABORTED: The operation was aborted: ${signal}\nHint: The job was stopped on request. It left no file behind.\n`,
  );
  expect(readdirSync(folder)).toEqual([]);
});
