import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { at, root } from '../setup/paths.js';
import { capture, run } from '../setup/run.js';
import { readVitestReport } from './vitest-report.js';

/**
 * @typedef {import('./parse-arguments.js').DirectRun} DirectRun
 * @typedef {import('./run-checks.js').CheckResult} CheckResult
 */

/** @returns {string} what --changed compares with: the branch main, or without one the last commit */
function baseOfChanges() {
  const refs = ['main', 'origin/main'];
  return (
    refs.find((ref) => capture('git', ['-C', at('.'), 'rev-parse', '--verify', '--quiet', ref]) !== undefined) ?? 'HEAD'
  );
}

/**
 * The command line of vitest.
 * @param {DirectRun} request
 * @param {() => string} base
 */
export function vitestArguments({ checks, files, changed, update, watch, testNamePattern }, base = baseOfChanges) {
  return [
    ...(watch ? ['watch'] : ['run']),
    `--config=${at('test/vitest.all.ts')}`,
    '--passWithNoTests',
    ...checks.map(({ name }) => `--project=${name}`),
    ...(changed ? [`--changed=${base()}`] : []),
    ...(update ? ['--update'] : []),
    ...(testNamePattern === undefined ? [] : [`--testNamePattern=${testNamePattern}`]),
    ...files.map((file) => resolve(root, file)),
  ];
}

/**
 * Runs tests with vitest directly, all workspaces in one process.
 * @param {DirectRun} request
 * @param {Record<string, string>} env
 * @returns {Promise<CheckResult>}
 */
export async function runVitest(request, env) {
  const temporary = mkdtempSync(join(tmpdir(), 'cliploop-vitest-'));
  const report = join(temporary, 'report.json');
  const began = performance.now();
  try {
    const reporters = request.watch ? [] : ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
    const { status } = await run(
      process.execPath,
      [at('node_modules/vitest/vitest.mjs'), ...vitestArguments(request), ...reporters],
      { env, output: 'inherit', input: request.watch },
    );
    const outcome = existsSync(report)
      ? readVitestReport(JSON.parse(readFileSync(report, 'utf8')))
      : { passed: 0, failed: 0 };
    return {
      name: 'vitest',
      seconds: (performance.now() - began) / 1000,
      cached: false,
      outcome:
        status !== 0 && outcome.failed === 0
          ? { ...outcome, failed: 1, note: `vitest ended with status ${status}` }
          : outcome,
    };
  } finally {
    rmSync(temporary, { recursive: true });
  }
}
