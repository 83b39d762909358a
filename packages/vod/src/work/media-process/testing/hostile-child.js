// A media process that hostile media has taken over. The source says what it sends to the service.
import { readFileSync, writeSync } from 'node:fs';
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

await serve(async ({ job, files: [source] }) => {
  const { lines, outcome, repeat = 1, size } = JSON.parse(readFileSync(source, 'utf8'));
  for (let i = 0; i < repeat; i += 1) for (const line of lines ?? []) write(Buffer.from(line));
  if (outcome) return outcome;
  if (job.kind === 'animate') return { kind: 'animated', result: { ...result, size }, seconds: 0 };
  return new Promise(() => setInterval(() => {}, 1_000));
});
