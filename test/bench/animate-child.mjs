// Runs animate() in a new process: node animate-child.mjs JSON
//   {jobs: [options…]}                   runs the jobs one after another; prints nothing
//   {jobs, warm: true}                   first runs the first job once, not timed; prints the seconds of each job
//   {jobs, concurrency: N}               runs N jobs at a time; prints the total seconds
//   {jobs, concurrency: N, warm: true}   both
import { animate } from '@cliploop/core';

const { jobs, warm, concurrency } = JSON.parse(process.argv[2]);

const timed = async (task) => {
  const began = performance.now();
  await task();
  return (performance.now() - began) / 1000;
};

if (warm) await animate(jobs[0]);
if (concurrency) {
  const queue = [...jobs];
  const worker = async () => {
    for (let job = queue.shift(); job; job = queue.shift()) await animate(job);
  };
  const seconds = await timed(() => Promise.all(Array.from({ length: concurrency }, worker)));
  process.stdout.write(JSON.stringify(seconds));
} else {
  const seconds = [];
  for (const job of jobs) seconds.push(await timed(() => animate(job)));
  if (warm) process.stdout.write(JSON.stringify(seconds));
}
