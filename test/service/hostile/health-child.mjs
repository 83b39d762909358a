// Asks /healthz of a service again and again, in a process of its own, so that a busy test does not delay the answers. In turn, it asks a
// server that does nothing else, which is as slow as the machine is busy.
// Arguments: origin, milliseconds between two requests. When its stdin ends, prints the milliseconds of each answer; -1: no answer.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { Agent, createServer, get } from 'node:http';
import { setTimeout } from 'node:timers/promises';

const agent = new Agent({ keepAlive: true });

function ask(url) {
  const began = performance.now();
  return new Promise((resolve) => {
    const request = get(url, { agent, timeout: 10_000 }, (response) => {
      response.resume().on('end', () => resolve(response.statusCode === 200 ? performance.now() - began : -1));
    });
    request.on('error', () => resolve(-1)).on('timeout', () => request.destroy());
  });
}

async function measure(origin, pause) {
  const child = fork(import.meta.filename);
  const [port] = await once(child, 'message');
  const times = { service: [], other: [] };
  process.stdin.resume().on('end', () => {
    child.kill();
    process.stdout.write(JSON.stringify(times), () => process.exit());
  });
  for (;;) {
    times.service.push(await ask(`${origin}/healthz`));
    times.other.push(await ask(`http://127.0.0.1:${port}/`));
    await setTimeout(pause);
  }
}

const [origin, pause] = process.argv.slice(2);
if (origin !== undefined) await measure(origin, Number(pause));
else {
  const server = createServer((_request, response) => response.end('ok'));
  process.on('disconnect', () => process.exit());
  server.listen(0, '127.0.0.1', () => process.send(server.address().port));
}
