// Terminates workers while they load the addon, a little later each time.
import { Worker } from 'node:worker_threads';

for (let round = 0; round < 45; round++) {
  const worker = new Worker('require(process.argv[2])', { eval: true, argv: [process.argv[2]] });
  await new Promise((resolve) => worker.once('online', resolve));
  const until = performance.now() + (round % 15) * 0.2;
  while (performance.now() < until);
  await worker.terminate();
}
