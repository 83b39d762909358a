// `npm run bench`, `npm run bench:service`: loads TypeScript through vite, which vitest brings, because Node 20 does not run
// it by itself.
import { join } from 'node:path';
import { runnerImport } from 'vite';

const [of, ...args] = process.argv.slice(2);
const { module } = await runnerImport(join(import.meta.dirname, of === 'service' ? 'service/main.ts' : 'main.ts'));
process.exitCode = await module.main(of === 'service' ? args : process.argv.slice(2));
