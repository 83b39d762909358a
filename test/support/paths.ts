import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

/** The repository's root. */
export const root = resolve(import.meta.dirname, '../..');

/** The command as a user of the repository runs it. */
export const cliPath = join(root, 'node_modules/.bin/cliploop');

/** Things that are slow to make and stay the same from run to run. */
export const cacheRoot = existsSync(join(root, 'node_modules'))
  ? join(root, 'node_modules/.cache/cliploop-test')
  : join(tmpdir(), 'cliploop-test');
