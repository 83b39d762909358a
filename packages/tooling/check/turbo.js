import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { at } from '../setup/paths.js';
import { run } from '../setup/run.js';
import { buildEnvironment } from '../setup/toolchain.js';
import { UserError } from '../setup/user-error.js';

/**
 * How a task ended.
 * @typedef {object} TaskResult
 * @property {number} exitCode
 * @property {boolean} cached whether the result is that of an earlier run
 * @property {number} seconds 0 when cached
 */

/** turbo writes a summary of each run here. */
const summaries = at('.turbo/runs');

/** @returns {string[]} */
function listSummaries() {
  try {
    return readdirSync(summaries);
  } catch {
    return [];
  }
}

/**
 * Runs tasks of turbo.json and what they depend on. A task whose result is in the cache is not repeated.
 * @param {string[]} tasks as `package#task`
 * @param {{ concurrency: number, force: boolean, env: Record<string, string> }} options
 * @returns {Promise<Map<string, TaskResult>>} by task; a task is absent when something that it depends on failed
 */
export async function runTasks(tasks, { concurrency, force, env }) {
  const before = listSummaries();
  const flags = ['--summarize', '--continue=dependencies-successful', `--concurrency=${concurrency}`];
  const output = ['--output-logs=new-only', '--log-order=grouped', '--log-prefix=none'];
  const { interrupted } = await run(
    at('node_modules/.bin/turbo'),
    ['run', ...tasks, ...flags, ...output, ...(force ? ['--force'] : [])],
    { env: { ...buildEnvironment(), ...env } },
  );
  if (interrupted) throw new UserError('Ctrl-C was pressed.', 130);
  const written = listSummaries().filter((name) => !before.includes(name));
  const results = written.flatMap((name) => readSummary(readFileSync(`${summaries}/${name}`, 'utf8')));
  for (const name of written) rmSync(`${summaries}/${name}`);
  return new Map(results);
}

/**
 * @param {string} json what `turbo run --summarize` wrote
 * @returns {[string, TaskResult][]}
 */
export function readSummary(json) {
  /** @type {{ tasks: { taskId: string, cache: { status: string }, execution?: { startTime: number, endTime: number, exitCode: number } }[] }} */
  const { tasks } = JSON.parse(json);
  return tasks.flatMap(({ taskId, cache, execution }) => {
    if (execution === undefined) return [];
    const cached = cache.status === 'HIT';
    const seconds = cached ? 0 : (execution.endTime - execution.startTime) / 1000;
    return [/** @type {[string, TaskResult]} */ ([taskId, { exitCode: execution.exitCode, cached, seconds }])];
  });
}
