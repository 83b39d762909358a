// Entry of `npm run pictures`. Vite, a dependency of vitest, loads the TypeScript files, because Node 20 cannot.
import { join } from 'node:path';
import { runnerImport } from 'vite';

const { module } = await runnerImport(join(import.meta.dirname, 'main.ts'));
process.exitCode = await module.main(process.argv.slice(2));
