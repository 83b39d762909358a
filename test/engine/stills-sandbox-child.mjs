// Takes stills in the sandbox, as a media process does: stills-sandbox-child.mjs CORE VIDEO OUTPUT...
// Prints the layers that are active, and the number of bytes of each output.
import { openSync } from 'node:fs';
import { extname } from 'node:path';

const [core, video, ...outputs] = process.argv.slice(2);
const { stills } = await import(`${core}/index.js`);
const { enterSandbox, fileInput, fileOutput, loadAll } = await import(`${core}/sandbox.js`);
await loadAll();
const source = openSync(video, 'r');
const files = outputs.map((path) => [extname(path).slice(1), openSync(path, 'w+')]);
const keep = [source, ...files.map(([, fd]) => fd)];
const layers = enterSandbox({ memory: 2 ** 30, cpuSeconds: 60, fileBytes: 2 ** 30, threads: 4, keep });
const sizes = [];
for (const [format, fd] of files) {
  const options = { count: 3, format, threads: 2 };
  const { size } = await stills({ ...options, input: fileInput(source), output: fileOutput(fd) });
  sizes.push(size);
}
process.stdout.write(JSON.stringify({ layers: layers.filter(({ active }) => active).map(({ name }) => name), sizes }));
// The event loop cannot wait for the descriptors of Node to close.
process.exit(0);
