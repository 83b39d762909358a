import { run } from '../setup/run.js';
import { cxxFiles, otherVersion } from './cxx-files.js';
import { single } from './outcome.js';

/** @type {import('./outcome.js').Check} */
export const clangFormat = {
  name: 'clang-format',
  run: async () => {
    const note = otherVersion('clang-format');
    if (note) return { passed: 0, failed: 0, note };
    const files = cxxFiles(['native/src', 'native/test', 'native/fuzz']);
    const { status } = await run('clang-format', ['--dry-run', '-Werror', ...files]);
    return single(status === 0);
  },
};
