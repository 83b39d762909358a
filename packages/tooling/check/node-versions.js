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

/** Suites that load every package, run the command and the service, and take less than a minute together. */
const suites = ['packages/core', 'packages/fetch', 'packages/postgres', 'apps/cli', 'apps/server', 'test/clients'];

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
        ...suites.map((name) => `--project=${name}`),
        '--reporter=dot',
        '--reporter=json',
        `--outputFile.json=${report}`,
      ],
      // Without TURBO_HASH, vitest writes the report to the given path instead of that of a task.
      { env: { PATH: [bin, process.env.PATH].join(delimiter), TURBO_HASH: '' }, output: 'inherit' },
    );
    if (!existsSync(report)) return { passed: 0, failed: 1, note: `vitest wrote no report with Node ${version}` };
    const outcome = readVitestReport(JSON.parse(readFileSync(report, 'utf8')));
    return status !== 0 && outcome.failed === 0 ? { ...outcome, failed: 1 } : outcome;
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
