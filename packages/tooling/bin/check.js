import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, relative } from 'node:path';
import { clangFormat } from '../check/clang-format.js';
import { clangTidy } from '../check/clang-tidy.js';
import { buildSanitized, engineTests } from '../check/engine-tests.js';
import { fuzzChecks } from '../check/fuzz-checks.js';
import { reportPath } from '../check/list.js';
import { nodeVersions } from '../check/node-versions.js';
import { main } from '../setup/cli.js';
import { root } from '../setup/paths.js';
import { UserError } from '../setup/user-error.js';

// Runs a check that is not a test of vitest, as a script of a workspace, and writes the report of its task.
const checks = {
  'build-asan': buildSanitized,
  'clang-format': clangFormat,
  'clang-tidy': clangTidy,
  engine: engineTests.release,
  'engine-asan': engineTests.sanitized,
  'engine-tsan': engineTests.threads,
  fuzz: fuzzChecks,
  'node-versions': nodeVersions,
};

await main(async () => {
  const [name = ''] = process.argv.slice(2);
  const [, check] = Object.entries(checks).find(([known]) => known === name) ?? [];
  if (check === undefined) throw new UserError(`Unknown check "${name}". Checks: ${Object.keys(checks).join(', ')}`);
  const outcome = await check();
  if (outcome.note) console.log(`${name}: ${outcome.note}`);
  const task = process.env.npm_lifecycle_event;
  if (task !== undefined) {
    const path = reportPath(relative(root, process.cwd()), task);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, JSON.stringify(outcome));
  }
  return outcome.failed === 0 ? 0 : 1;
});
