import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { bigClip } from '../fixtures/big.ts';
import { cliPath } from '../support/paths.ts';
import { tempDir } from '../support/temp.ts';

/** Ctrl-C sends SIGINT to the command; it must end by itself. */
async function interrupted(args: string[], signal: NodeJS.Signals, after: number) {
  const child = spawn(cliPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = new Promise<{ code: number | null; signal: string | null }>((resolve) => {
    child.on('exit', (code, how) => resolve({ code, signal: how }));
  });
  await sleep(after);
  const asked = performance.now();
  child.kill(signal);
  const late = setTimeout(() => child.kill('SIGKILL'), 10_000);
  const how = await ended;
  clearTimeout(late);
  return { ...how, ms: performance.now() - asked };
}

test.each(['gif', 'webp'])('Ctrl-C leaves no partial %s', async (format) => {
  const input = await bigClip();
  for (const after of [600, 1500]) {
    const folder = tempDir();
    const ended = await interrupted(
      ['animate', input, '-o', join(folder, `x.${format}`), '--fps', '30'],
      'SIGINT',
      after,
    );
    expect(ended.code === 130 || ended.signal === 'SIGINT').toBe(true);
    expect(ended.ms).toBeLessThan(3000);
    expect(readdirSync(folder)).toEqual([]);
  }
});

test('SIGTERM leaves no file under the final name', async () => {
  const folder = tempDir();
  await interrupted(['animate', await bigClip(), '-o', join(folder, 'x.gif'), '--fps', '30'], 'SIGTERM', 1200);
  expect(readdirSync(folder)).not.toContain('x.gif');
});
