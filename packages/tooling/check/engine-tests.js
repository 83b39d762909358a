import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { removeMovedBuild } from '../setup/build.js';
import { hasCommand } from '../setup/detect.js';
import { at } from '../setup/paths.js';
import { run } from '../setup/run.js';
import { readCtestReport } from './ctest-report.js';

/**
 * Builds the unit tests and engine_run, without Node.
 * @param {string} folder of the build, relative to the root
 * @param {string[]} definitions for CMake
 * @returns {Promise<boolean>}
 */
async function build(folder, definitions) {
  removeMovedBuild(at(folder), at('native'));
  const isNew = !existsSync(at(`${folder}/CMakeCache.txt`));
  const generator = isNew && hasCommand('ninja') ? ['-G', 'Ninja'] : [];
  const configure = ['-S', 'native', '-B', folder, '-DCLIPLOOP_TESTS=ON', ...generator, ...definitions];
  const { status } = await run('cmake', configure);
  if (status !== 0) return false;
  return (await run('cmake', ['--build', folder, '--parallel', String(availableParallelism())])).status === 0;
}

/** @param {string} folder of the build @returns {Promise<import('./outcome.js').Outcome>} */
async function test(folder) {
  const temporary = mkdtempSync(join(tmpdir(), 'cliploop-ctest-'));
  const report = join(temporary, 'report.xml');
  try {
    await run(
      'ctest',
      ['--test-dir', folder, '--output-on-failure', '--output-junit', report, '--test-output-size-passed', '1000000'],
      { env: { UBSAN_OPTIONS: 'print_stacktrace=1', ASAN_OPTIONS: 'detect_leaks=1:strict_string_checks=1' } },
    );
    if (!existsSync(report)) return { passed: 0, failed: 1, note: 'ctest wrote no report' };
    return readCtestReport(readFileSync(report, 'utf8'));
  } finally {
    rmSync(temporary, { recursive: true });
  }
}

/**
 * @param {string} folder of the build
 * @param {string[]} definitions for CMake
 * @returns {() => Promise<import('./outcome.js').Outcome>}
 */
const engine = (folder, definitions) => async () =>
  (await build(folder, definitions)) ? test(folder) : { passed: 0, failed: 1, note: 'the build failed' };

/** The unit tests of the engine: in a release build, and with AddressSanitizer, LeakSanitizer and UndefinedBehaviorSanitizer. */
export const engineTests = {
  release: engine('native/build-tests', ['-DCMAKE_BUILD_TYPE=Release']),
  sanitized: engine('native/build-asan', [
    '-DCMAKE_BUILD_TYPE=RelWithDebInfo',
    '-DCLIPLOOP_SANITIZE=address,undefined',
  ]),
};
