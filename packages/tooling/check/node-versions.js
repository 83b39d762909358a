import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { nodeBinary } from '../setup/node-binary.js';
import { lowestVersions, supportedNode } from '../setup/node-range.js';
import { at } from '../setup/paths.js';
import { run } from '../setup/run.js';
import { sum } from './outcome.js';
import { readVitestReport } from './vitest-report.js';

/** The newest release line, which users of `>=` may run. */
const newest = '26.12.1';

/** Suites that load every package and run the command and the service in a few seconds. */
const quickSuites = ['packages/core', 'packages/fetch', 'apps/cli', 'apps/server'];

/** Suites that start PostgreSQL and make animations, which takes most of their time whatever the version of Node. */
const slowSuites = ['packages/postgres', 'test/clients'];

/**
 * The suites for a version of Node. The other checks run the slow ones with the current version already.
 * @param {string} version
 * @param {string} current
 */
export function suitesFor(version, current = process.versions.node) {
  const line = (/** @type {string} */ text) => text.split('.')[0];
  return line(version) === line(current) ? quickSuites : [...quickSuites, ...slowSuites];
}

/**
 * Runs suites with one version of Node.
 * @param {string} version
 * @returns {Promise<import('./outcome.js').Outcome>}
 */
async function runWith(version) {
  const bin = await nodeBinary(version);
  const temporary = mkdtempSync(join(tmpdir(), 'cliploop-node-'));
  const report = join(temporary, 'report.json');
  try {
    console.log(`\nNode ${version}`);
    const { status } = await run(
      join(bin, 'node'),
      [
        at('node_modules/vitest/vitest.mjs'),
        'run',
        `--config=${at('test/vitest.all.ts')}`,
        ...suitesFor(version).map((name) => `--project=${name}`),
        '--reporter=dot',
        '--reporter=json',
        `--outputFile.json=${report}`,
      ],
      // Without TURBO_HASH, vitest writes the report to the given path instead of that of a task.
      { env: { PATH: [bin, process.env.PATH].join(delimiter), TURBO_HASH: '' }, output: 'inherit' },
    );
    if (!existsSync(report)) return { passed: 0, failed: 1, note: `vitest wrote no report with Node ${version}` };
    const outcome = readVitestReport(JSON.parse(readFileSync(report, 'utf8')));
    if (status !== 0 && outcome.failed === 0) return { ...outcome, failed: 1, failures: [{ name: `Node ${version}` }] };
    const failures = outcome.failures?.map((failure) => ({ ...failure, name: `Node ${version}: ${failure.name}` }));
    return failures ? { ...outcome, failures } : outcome;
  } finally {
    rmSync(temporary, { recursive: true });
  }
}

/**
 * Runs suites with the lowest version of each supported line of Node, and with the newest line.
 * @returns {Promise<import('./outcome.js').Outcome>}
 */
export async function nodeVersions() {
  const outcomes = [];
  for (const version of [...lowestVersions(supportedNode()), newest]) outcomes.push(await runWith(version));
  return sum(outcomes);
}
