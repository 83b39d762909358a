import { chmodSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { afterAll } from 'vitest';

const input = fileURLToPath(new URL('in-process.ts', import.meta.url));
let folder: string | undefined;
let made: Promise<string> | undefined;

afterAll(() => {
  if (folder !== undefined) {
    rmSync(folder, { recursive: true, force: true });
  }
});

/** The module that the scripts of this folder import, compiled to JavaScript that any uid can read, once per test file. */
export function compiled(): Promise<string> {
  made ??= compile();
  return made;
}

async function compile(): Promise<string> {
  folder = mkdtempSync(join(tmpdir(), 'cliploop-test-compiled-'));
  chmodSync(folder, 0o755);
  const pg = dirname(createRequire(import.meta.url).resolve('pg/package.json'));
  symlinkSync(dirname(pg), join(folder, 'node_modules'));
  await build({
    configFile: false,
    logLevel: 'silent',
    build: {
      ssr: true,
      emptyOutDir: false,
      outDir: folder,
      rolldownOptions: { input, output: { entryFileNames: 'index.mjs' } },
    },
  });
  return join(folder, 'index.mjs');
}
