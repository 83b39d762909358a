import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** Returns the folder of the built console; undefined when it was not built. */
export function builtConsole(): string | undefined {
  try {
    const { resolve } = createRequire(import.meta.url);
    const folder = join(dirname(resolve('@cliploop/console/package.json')), 'dist');
    return existsSync(join(folder, 'index.html')) ? folder : undefined;
  } catch {
    return undefined;
  }
}
