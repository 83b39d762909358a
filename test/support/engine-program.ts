import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './paths.ts';

/** Returns the path of a test program of the engine, which `npm test -- engine engine-asan` builds. */
export function engineProgram(
  build: 'build-tests' | 'build-asan',
  name: string,
): { path: string; absence: string | false } {
  const path = join(root, 'native', build, name);
  return { path, absence: existsSync(path) ? false : `${path} does not exist; npm test builds it` };
}
