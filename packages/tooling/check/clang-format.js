import { run } from '../setup/run.js';
import { cxxFiles, versionNote } from './cxx-files.js';
import { single } from './outcome.js';

/** @returns {Promise<import('./outcome.js').Outcome>} */
export async function clangFormat() {
  const note = versionNote('clang-format');
  if (note) return { passed: 0, failed: 0, note };
  const { status } = await run('clang-format', [
    '--dry-run',
    '-Werror',
    ...cxxFiles(['native/src', 'native/test', 'native/fuzz']),
  ]);
  if (status !== 0) process.stderr.write('Run `npm run format` to format the files.\n');
  return single(status === 0);
}
