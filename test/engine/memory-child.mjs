// Prints the memory of a process that runs jobs, as JSON: node memory-child.mjs TASK JSON
// With --expose-gc, garbage of JavaScript is collected before each measurement.
//   once: peak RSS of one job.   series: RSS after each of `jobs` jobs from `list`, `atOnce` at a time.
//   idle: RSS after all jobs of `list` at once, and the least of the 20 s after that.
import { rmSync } from 'node:fs';
import { animate } from '@cliploop/core';

const [task, json] = process.argv.slice(2);
const { list, jobs, atOnce, drop } = JSON.parse(json);

if (task === 'once') {
  await animate(list[0]);
  process.stdout.write(JSON.stringify({ peak: process.resourceUsage().maxRSS * 1024 }));
} else if (task === 'idle') {
  await Promise.all(list.map((options) => animate(options)));
  globalThis.gc?.();
  const after = process.memoryUsage.rss();
  let least = after;
  for (let i = 0; i < 200 && least > after - drop; i++) {
    await new Promise((resolve) => setTimeout(resolve, 100));
    least = Math.min(least, process.memoryUsage.rss());
  }
  process.stdout.write(JSON.stringify({ after, least }));
} else {
  const samples = [];
  let next = 0;
  const lane = async (number) => {
    while (next < jobs) {
      const options = list[next++ % list.length];
      const output = options.output?.replace('%d', number);
      await animate({ ...options, ...(output ? { output, overwrite: true } : {}) });
      if (output) rmSync(output);
      // The heap of JavaScript grows before it is first collected.
      globalThis.gc?.();
      samples.push(process.memoryUsage.rss());
    }
  };
  await Promise.all(Array.from({ length: atOnce }, (_, number) => lane(number)));
  process.stdout.write(JSON.stringify({ samples }));
}
