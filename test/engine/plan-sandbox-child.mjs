// Plans an animation in the sandbox, as a media process does: plan-sandbox-child.mjs CORE VIDEO
// Prints the layers that are active, and the plan.
import { openSync } from 'node:fs';

const [core, video] = process.argv.slice(2);
const { plan } = await import(`${core}/index.js`);
const { enterSandbox, fileInput, loadAll } = await import(`${core}/sandbox.js`);
await loadAll();
const source = openSync(video, 'r');
const layers = enterSandbox({ memory: 2 ** 30, cpuSeconds: 60, fileBytes: 2 ** 30, threads: 4, keep: [source] });
const result = await plan({ input: fileInput(source), threads: 2 });
process.stdout.write(JSON.stringify({ layers: layers.filter(({ active }) => active).map(({ name }) => name), result }));
// The event loop cannot wait for the descriptors of Node to close.
process.exit(0);
