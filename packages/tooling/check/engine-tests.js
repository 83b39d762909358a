import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { removeMovedBuild } from '../setup/build.js';
import { hasCommand } from '../setup/detect.js';
import { at } from '../setup/paths.js';
import { run } from '../setup/run.js';
import { readCtestReport } from './ctest-report.js';

/**
 * Builds programs of the engine, without Node.
 * @param {string} folder of the build, relative to the root
 * @param {string[]} definitions for CMake, which choose the programs
 * @returns {Promise<boolean>} whether it succeeded
 */
export async function buildEngine(folder, definitions) {
  removeMovedBuild(at(folder), at('native'));
  const isNew = !existsSync(at(`${folder}/CMakeCache.txt`));
  const generator = isNew && hasCommand('ninja') ? ['-G', 'Ninja'] : [];
  const configure = ['-S', 'native', '-B', folder, ...generator, ...definitions];
  const { status } = await run('cmake', configure);
  if (status !== 0) return false;
  return (await run('cmake', ['--build', folder, '--parallel', String(availableParallelism())])).status === 0;
}

const sanitizerOptions = {
  UBSAN_OPTIONS: 'print_stacktrace=1',
  ASAN_OPTIONS: 'detect_leaks=1:strict_string_checks=1',
  // libav and libwebp are built without ThreadSanitizer, so it does not see how they synchronize: it would report the memory
  // that they hand from thread to thread.
  TSAN_OPTIONS: 'ignore_noninstrumented_modules=1:second_deadlock_stack=1',
};

/** @param {string} folder of the build @returns {Promise<import('./outcome.js').Outcome>} */
async function test(folder) {
  const temporary = mkdtempSync(join(tmpdir(), 'cliploop-ctest-'));
  const report = join(temporary, 'report.xml');
  try {
    await run(
      'ctest',
      ['--test-dir', folder, '--output-on-failure', '--output-junit', report, '--test-output-size-passed', '1000000'],
      { env: sanitizerOptions },
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
  (await buildEngine(folder, ['-DCLIPLOOP_TESTS=ON', ...definitions]))
    ? test(folder)
    : { passed: 0, failed: 1, note: 'the build failed' };

/**
 * The unit tests of the engine: in a release build, with AddressSanitizer, LeakSanitizer and UndefinedBehaviorSanitizer, and those that
 * use threads with ThreadSanitizer, which also watches whole jobs.
 */
export const engineTests = {
  release: engine('native/build-tests', ['-DCMAKE_BUILD_TYPE=Release']),
  sanitized: engine('native/build-asan', [
    '-DCMAKE_BUILD_TYPE=RelWithDebInfo',
    '-DCLIPLOOP_SANITIZE=address,undefined',
  ]),
  threads: engine('native/build-tsan', [
    '-DCMAKE_BUILD_TYPE=RelWithDebInfo',
    // ThreadSanitizer needs no fast code, and the build takes most of the time.
    '-DCMAKE_CXX_FLAGS_RELWITHDEBINFO=-O1',
    '-DCLIPLOOP_SANITIZE=thread',
  ]),
};
