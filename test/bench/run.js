// `npm run bench`: loads main.ts through vite, which vitest brings, because Node 20 does not run TypeScript by itself.
import { join } from 'node:path';
import { runnerImport } from 'vite';

const { module } = await runnerImport(join(import.meta.dirname, 'main.ts'));
process.exitCode = await module.main(process.argv.slice(2));
