// Entry of `npm run bench` and `npm run bench:service`. Vite, a dependency of vitest, loads the TypeScript files, because Node 20 cannot.
import { join } from 'node:path';
import { runnerImport } from 'vite';

const [target, ...args] = process.argv.slice(2);
const { module } = await runnerImport(join(import.meta.dirname, target === 'service' ? 'service/main.ts' : 'main.ts'));
process.exitCode = await module.main(target === 'service' ? args : process.argv.slice(2));
