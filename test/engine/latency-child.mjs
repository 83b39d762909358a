// Measures the delay of a 10 ms interval while 1080p jobs run: node latency-child.mjs VIDEO FORMAT; prints JSON.
import { animate } from '@cliploop/core';

const [input, format] = process.argv.slice(2);
const TICKS = 600;
const lateness = [];
let due = performance.now() + 10;
const timer = setInterval(() => {
  const now = performance.now();
  lateness.push(Math.max(0, now - due));
  due = now + 10; // an interval counts from when it fired
}, 10);
let jobs = 0;
while (lateness.length < TICKS) {
  const controller = new AbortController();
  const enough = setInterval(() => lateness.length >= TICKS && controller.abort(), 10);
  await animate({ input, format, fps: 30, signal: controller.signal }).catch((error) => {
    if (error.code !== 'ABORTED') throw error;
  });
  clearInterval(enough);
  jobs++;
}
clearInterval(timer);
lateness.sort((a, b) => a - b);
process.stdout.write(
  JSON.stringify({
    ticks: lateness.length,
    p99: lateness[Math.ceil(lateness.length * 0.99) - 1],
    worst: lateness.at(-1),
    jobs,
  }),
);
