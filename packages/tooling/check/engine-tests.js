import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from '../setup/run.js';
import { readCtestReport } from './ctest-report.js';
import { buildPrograms, builds } from './engine-builds.js';
import { single } from './outcome.js';

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

/** @param {import('./engine-builds.js').EngineBuild} build @returns {() => Promise<import('./outcome.js').Outcome>} */
const engine = (build) => async () =>
  (await buildPrograms(build)) ? test(build.folder) : { passed: 0, failed: 1, note: 'the build failed' };

/**
 * The unit tests of the engine: in a release build, with AddressSanitizer, LeakSanitizer and UndefinedBehaviorSanitizer, and those that
 * use threads with ThreadSanitizer, which also watches whole jobs.
 */
export const engineTests = {
  release: engine(builds.release),
  /** After buildSanitized. */
  sanitized: () => test(builds.asan.folder),
  threads: engine(builds.tsan),
};

/** Builds what `engine-asan`, `fuzz` and `test/sanitized` run. @returns {Promise<import('./outcome.js').Outcome>} */
export const buildSanitized = async () => single(await buildPrograms(builds.asan));
