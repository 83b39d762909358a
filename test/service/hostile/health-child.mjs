// Asks /healthz of a service again and again, in a process of its own, so that a busy test does not delay the answers.
// Arguments: origin, milliseconds between two requests. Prints the milliseconds of each answer when its stdin ends; -1: no answer.
import { Agent, get } from 'node:http';
import { setTimeout } from 'node:timers/promises';

const [origin, pause] = process.argv.slice(2);
const agent = new Agent({ keepAlive: true });
const times = [];

function ask() {
  const began = performance.now();
  return new Promise((resolve) => {
    const request = get(`${origin}/healthz`, { agent, timeout: 10_000 }, (response) => {
      response.resume().on('end', () => resolve(response.statusCode === 200 ? performance.now() - began : -1));
    });
    request.on('error', () => resolve(-1)).on('timeout', () => request.destroy());
  });
}

process.stdin.resume().on('end', () => {
  process.stdout.write(JSON.stringify(times), () => process.exit());
});
for (;;) {
  times.push(await ask());
  await setTimeout(Number(pause));
}
