// A service that ends while a media process does not react, or never became ready. Prints the id of the media process.
import { writeSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { MediaChild } from '../../../../dist/work/media-process/media-child.js';

const name = process.argv[2];
const main = new URL(name, import.meta.url).pathname;
const child = new MediaChild({ maxMemory: 2 ** 30, main });
if (name !== './silent-child.js') await child.layers;
const file = new URL(import.meta.url).pathname;
const options = { onProgress: () => {}, signal: new AbortController().signal, timeoutMs: 60_000 };
child.run({ kind: 'probe', file, maxMemory: 2 ** 30 }, options).catch(() => {});
await delay(500);
writeSync(1, String(child.pid));
process.kill(process.pid, 'SIGKILL');
