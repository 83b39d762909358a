import { delimiter, join } from 'node:path';
import { testEnvironment } from '../check/environment.js';
import { listFailures, listRepeated } from '../check/failures.js';
import { help } from '../check/help.js';
import { listChecks } from '../check/list.js';
import { sum } from '../check/outcome.js';
import { parseArguments, withoutNode } from '../check/parse-arguments.js';
import { runChecks } from '../check/run-checks.js';
import { runVitest } from '../check/run-vitest.js';
import { sharedPostgres } from '../check/shared-postgres.js';
import { table } from '../check/table.js';
import { main } from '../setup/cli.js';
import { nodeBinary } from '../setup/node-binary.js';
import { run as runCommand } from '../setup/run.js';
import { setUp } from '../setup/set-up.js';
import { UserError } from '../setup/user-error.js';

/**
 * @param {import('../check/parse-arguments.js').Request} request
 * @returns {Promise<import('../check/run-checks.js').CheckResult[]>}
 */
async function run(request) {
  const postgres = sharedPostgres();
  const env = { ...testEnvironment(request), ...postgres.env };
  try {
    const results = await runChecks(request.checks, { force: request.force, env });
    if (request.direct) results.push(await runVitest(request.direct, env));
    return results;
  } finally {
    await postgres.stop();
  }
}

/**
 * Runs this command with another version of Node.
 * @param {string} version
 * @returns {Promise<number>} exit status
 */
async function runWithNode(version) {
  const bin = await nodeBinary(version);
  const [, script = '', ...args] = process.argv;
  const env = { PATH: [bin, process.env.PATH].join(delimiter) };
  const command = [script, ...withoutNode(args)];
  return (await runCommand(join(bin, 'node'), command, { env, output: 'inherit', input: true })).status;
}

await main(async () => {
  const all = listChecks();
  const request = parseArguments(all, process.argv.slice(2));
  if (request.help) {
    process.stdout.write(help(all));
    return 0;
  }
  if (request.node !== undefined) return runWithNode(request.node);
  // The tasks of turbo.json build what they depend on.
  await setUp({ tests: true, build: request.direct !== undefined });
  const results = await run(request);
  if (request.direct?.watch) return 0;
  const total = sum(results.map(({ outcome }) => outcome));
  const counts = `${total.passed} passed, ${total.failed} failed`;
  const parts = [table(results), listRepeated(results), listFailures(results), counts];
  console.log(`\n${parts.filter((part) => part !== '').join('\n\n')}`);
  if (total.passed + total.failed === 0 && !request.direct?.changed) throw new UserError('No test ran.');
  return total.failed === 0 ? 0 : 1;
});
