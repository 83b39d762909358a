// Terminates workers at random moments while they load the addon or run a job: node terminate-child.mjs VIDEO COUNT SEED
import { setTimeout as sleep } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';

const [video, count, seed] = process.argv.slice(2);
let state = Number(seed);
const random = () => {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  return state / 2 ** 32;
};
let left = Number(count);
const lane = async () => {
  while (left-- > 0) {
    const format = random() < 0.5 ? 'gif' : 'webp';
    // Half of them end within the first frames of a job, others while modules and the addon load.
    const after = random() < 0.5 ? random() * 80 : random() * 400;
    const workerData = { input: video, fps: 25, format, threads: 1 + Math.floor(random() * 4) };
    const worker = new Worker(new URL('./worker-child.mjs', import.meta.url), { workerData, execArgv: [] });
    worker.on('error', () => undefined);
    await sleep(after);
    await worker.terminate();
  }
};
await Promise.all([lane(), lane(), lane()]);
process.stdout.write('alive');
