// A media process that hostile media has taken over. The source says what it sends to the service.
import { fstatSync, ftruncateSync, readFileSync, writeSync } from 'node:fs';
import { serve } from '../../../../dist/work/media-process/serve.js';
import { result } from './attack-child.js';

const CONTROL_FD = 3;

/** Writes all bytes, also when the service reads slowly. */
function write(bytes) {
  for (let at = 0; at < bytes.length; ) {
    try {
      at += writeSync(CONTROL_FD, bytes, at);
    } catch (error) {
      if (error.code !== 'EAGAIN') throw error;
    }
  }
}

/** What the process does after its job. */
const afterwards = {
  cpu: () => setImmediate(afterwards.cpu),
  memory: () => {
    afterwards.held = Buffer.alloc(300 * 2 ** 20, 1);
  },
  disk: () => ftruncateSync(afterwards.output, 2 ** 20),
};

await serve(async ({ job, files }) => {
  const [source, output] = files;
  const { lines, outcome, repeat = 1, size, later, change, seconds = 0 } = JSON.parse(readFileSync(source, 'utf8'));
  for (let i = 0; i < repeat; i += 1) for (const line of lines ?? []) write(Buffer.from(line));
  if (later) {
    // The descriptors stay open.
    files.splice(0);
    afterwards.output = output;
    setTimeout(afterwards[later], 50);
  }
  if (outcome) return outcome;
  if (job.kind === 'animate' || change) {
    // Tells which file it got.
    const frames = output === undefined ? 1 : fstatSync(output).ino;
    return { kind: 'animated', result: { ...result, size, frames, ...change }, seconds };
  }
  return new Promise(() => setInterval(() => {}, 1_000));
});
