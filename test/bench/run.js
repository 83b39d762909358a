// Entry of `npm run bench`, `npm run bench:service`, `npm run bench:sandbox`, `npm run bench:plan`, `npm run bench:budget` and `npm run bench:console`. Vite, a dependency of vitest, loads the TypeScript files, because Node 20 cannot.
import { join } from 'node:path';
import { runnerImport } from 'vite';

const [target, ...args] = process.argv.slice(2);
const isPart = ['service', 'sandbox', 'plan', 'budget', 'console'].includes(target);
const { module } = await runnerImport(join(import.meta.dirname, isPart ? `${target}/main.ts` : 'main.ts'));
process.exitCode = await module.main(isPart ? args : process.argv.slice(2));
