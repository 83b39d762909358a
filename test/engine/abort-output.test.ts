import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { plainClip } from '../fixtures/numbered.ts';
import { animate } from '../support/engine.ts';
import { tempDir } from '../support/temp.ts';

test('has either a file or an error after an abort at any moment', { timeout: 240_000 }, async () => {
  const input = await plainClip();
  const durations: number[] = [];
  // The first job loads the engine.
  for (let round = 0; round < 4; ++round) {
    const began = performance.now();
    await animate({ input, duration: 0.2, fps: 5, output: join(tempDir(), 'whole.gif') });
    durations.push(performance.now() - began);
  }
  const usual = Math.min(...durations);
  for (let round = 0; round < 150; ++round) {
    const output = join(tempDir(), 'x.gif');
    const controller = new AbortController();
    const job = animate({ input, duration: 0.2, fps: 5, output, signal: controller.signal }).then(
      () => true,
      (error: { code?: string }) => {
        expect(error.code).toBe('ABORTED');
        return false;
      },
    );
    await sleep(usual * (0.3 + (round % 50) / 50));
    controller.abort();
    const finished = await job;
    await sleep(20);
    expect(existsSync(output)).toBe(finished);
  }
});
