// What `ours` is in the tables: animate() in a fresh process. node ours.mjs JSON
//   {jobs: [options…]}              one after another; says nothing
//   {jobs, warm: true}              the first is run once beforehand; says the seconds that each took
//   {jobs, atOnce: N}               N at a time; says the seconds that all took
//   {jobs, atOnce: N, warm: true}   both
import { animate } from '@cliploop/core';

const { jobs, warm, atOnce } = JSON.parse(process.argv[2]);

const timed = async (act) => {
  const began = performance.now();
  await act();
  return (performance.now() - began) / 1000;
};

if (warm) await animate(jobs[0]);
if (atOnce) {
  const left = [...jobs];
  const lane = async () => {
    for (let job = left.shift(); job; job = left.shift()) await animate(job);
  };
  const seconds = await timed(() => Promise.all(Array.from({ length: atOnce }, lane)));
  process.stdout.write(JSON.stringify(seconds));
} else {
  const seconds = [];
  for (const job of jobs) seconds.push(await timed(() => animate(job)));
  if (warm) process.stdout.write(JSON.stringify(seconds));
}
