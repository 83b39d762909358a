// Enters the sandbox, and prints its layers as JSON. For a process of its own.
import { enterSandbox } from './sandbox.js';

const GIB = 2 ** 30;
const layers = enterSandbox({ memory: GIB, cpuSeconds: 60, fileBytes: GIB, threads: 1, keep: [] });
process.stdout.write(JSON.stringify(layers));
