#!/usr/bin/env node
import { resolve } from 'node:path';

const started = await import('../dist/main.js').catch((error) => {
  if (error.code !== 'ERR_MODULE_NOT_FOUND') throw error;
  const root = resolve(import.meta.dirname, '../../..');
  process.stderr.write(`cliploop is not built: run npm run setup in ${root}\n`);
  process.exitCode = 70;
});
await started?.main(process.argv.slice(2), import.meta.url);
