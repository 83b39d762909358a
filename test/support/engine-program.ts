import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './paths.ts';

/** A program of the engine's own, built by `npm test -- engine engine-asan`. */
export function engineProgram(
  build: 'build-tests' | 'build-asan',
  name: string,
): { path: string; absence: string | false } {
  const path = join(root, 'native', build, name);
  return { path, absence: existsSync(path) ? false : `${path} is not built; npm test builds it` };
}
