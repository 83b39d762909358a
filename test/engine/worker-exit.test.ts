import { setTimeout as sleep } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { expect, test } from 'vitest';
import { bigClip } from '../fixtures/big.ts';
import { plainClip } from '../fixtures/numbered.ts';
import { animate } from '../support/engine.ts';
import { footprint, leftOver } from '../support/footprint.ts';

const workerChild = new URL('./worker-child.mjs', import.meta.url);
const isModule = /^file .*\.(m?js|cjs|json)$/;
// Without the options of vitest, whose condition would select the sources of packages.
const start = (workerData: object): Worker => new Worker(workerChild, { workerData, execArgv: [] });

test.each([5, 60, 250, 800])('stops the job of a worker thread that is terminated %d ms into it', async (ms) => {
  const input = await bigClip();
  await animate({ input: await plainClip(), duration: 0.1 });
  await sleep(200);
  const before = footprint();
  const worker = start({ input, fps: 30, format: ms % 2 ? 'gif' : 'webp' });
  await new Promise((resolve) => worker.once('online', resolve));
  await sleep(ms);
  await worker.terminate();
  // If a worker ends while Node reads a module, Node leaves that file open.
  const ours = (await leftOver(before, 1000)).filter((held) => !isModule.test(held));
  expect(ours).toEqual([]);
  expect((await animate({ input: await plainClip(), duration: 0.1 })).frames).toBeGreaterThan(0);
});
