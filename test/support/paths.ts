import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

/** Root of the repository. */
export const root = resolve(import.meta.dirname, '../..');

/** Path of the command as npm links it. */
export const cliPath = join(root, 'node_modules/.bin/cliploop');

/** Cache folder for files that are slow to create and do not change between runs. */
export const cacheRoot = existsSync(join(root, 'node_modules'))
  ? join(root, 'node_modules/.cache/cliploop-test')
  : join(tmpdir(), 'cliploop-test');
