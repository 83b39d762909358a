import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { at } from '../setup/paths.js';
import { run } from '../setup/run.js';
import { script, workspaces } from '../setup/workspaces.js';
import { readVitestReport } from './vitest-report.js';

/** @param {string} folder @returns {Promise<import('./outcome.js').Outcome>} */
async function test(folder) {
  const temporary = mkdtempSync(join(tmpdir(), 'cliploop-vitest-'));
  const report = join(temporary, 'report.json');
  try {
    const { status } = await run(
      process.execPath,
      [
        at('node_modules/vitest/vitest.mjs'),
        'run',
        '--passWithNoTests',
        '--reporter=default',
        '--reporter=json',
        `--outputFile.json=${report}`,
      ],
      { cwd: at(folder) },
    );
    if (existsSync(report)) {
      const outcome = readVitestReport(JSON.parse(readFileSync(report, 'utf8')));
      return status !== 0 && outcome.failed === 0 ? { ...outcome, failed: 1 } : outcome;
    }
    return { passed: 0, failed: status === 0 ? 0 : 1, note: 'no tests' };
  } finally {
    rmSync(temporary, { recursive: true });
  }
}

/** The tests of every workspace that tests with vitest, `test` last. */
export function vitest() {
  const folders = workspaces().filter((folder) => script(folder, 'test')?.includes('vitest'));
  return folders.map((folder) => ({ name: folder, run: () => test(folder) }));
}
