// Starts a media process and ends it. With the argument `few`, also with fewer descriptors than that needs.
import { closeSync, existsSync, openSync, readdirSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { MediaChild } from '../../../../dist/work/media-process/media-child.js';

async function attempt() {
  const child = new MediaChild({ maxMemory: 2 ** 30 });
  await child.layers.catch(() => {});
  await child.end();
  return child.pid;
}

const countOpen = () => readdirSync('/proc/self/fd').length;

/** Takes all descriptors. */
function takeAll() {
  const held = [];
  try {
    for (;;) held.push(openSync('/dev/null'));
  } catch {
    return held;
  }
}

const pid = await attempt();
await delay(50);
const before = countOpen();
if (process.argv[2] === 'few') {
  for (let free = 0; free < 16; free += 1) {
    const held = takeAll();
    for (const fd of held.splice(0, free)) closeSync(fd);
    await attempt().catch(() => {});
    // Node reports a start that failed a little later.
    await delay(20);
    for (const fd of held) closeSync(fd);
  }
  await attempt();
  await delay(50);
}
console.log(JSON.stringify({ alive: existsSync(`/proc/${pid}`), left: countOpen() - before }));
