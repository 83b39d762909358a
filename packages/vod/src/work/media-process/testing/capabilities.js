// A service that has capabilities without being root. Prints the status of itself and of its media process.
import { readFileSync } from 'node:fs';
import { MediaChild } from '../../../../dist/work/media-process/media-child.js';

const child = new MediaChild({ maxMemory: 2 ** 30 });
await child.layers;
const status = (pid) => readFileSync(`/proc/${pid}/status`, 'utf8');
console.log(JSON.stringify({ own: status('self'), child: status(child.pid) }));
await child.end();
