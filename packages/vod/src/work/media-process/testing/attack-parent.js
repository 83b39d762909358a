// The service side of an attack: runs a media process that attacks, and prints its layers and results.
import { openSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { MediaChild } from '../../../../dist/work/media-process/media-child.js';

const { main, addon, facts, output, leak, sandbox } = JSON.parse(process.argv[2] ?? '{}');
const { call, numbers } = createRequire(import.meta.url)(addon);
const F_SETFD = 2;
// A descriptor that the service has inherited, or forgotten to close.
if (leak) call(numbers.fcntl, openSync(leak, 'r'), F_SETFD, 0);
const options = { maxMemory: 2 ** 30, main, sandbox };
const sibling = new MediaChild(options);
const child = new MediaChild(options);
try {
  const layers = await child.layers;
  await sibling.layers;
  const { writeFileSync } = await import('node:fs');
  const source = `${output}.facts`;
  writeFileSync(source, JSON.stringify({ ...facts, parent: process.pid, sibling: sibling.pid }));
  const job = { kind: 'animate', job: { input: source, output, format: 'gif' } };
  const run = { onProgress: () => {}, signal: new AbortController().signal, timeoutMs: 60_000 };
  const outcome = await child.run(job, run);
  const report = outcome.kind === 'animated' ? JSON.parse(await readFile(output, 'utf8')) : outcome;
  const environ = await readFile(`/proc/${child.pid}/environ`).then(() => 'worked', String);
  process.stdout.write(JSON.stringify({ layers, report, alive: sibling.alive, environ }));
} finally {
  await child.end();
  await sibling.end();
}
