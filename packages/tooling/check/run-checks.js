import { existsSync, readFileSync, rmSync } from 'node:fs';
import { manifest, workspaces } from '../setup/workspaces.js';
import { reportPath } from './list.js';
import { single, sum } from './outcome.js';
import { runTasks } from './turbo.js';
import { readVitestReport } from './vitest-report.js';

/**
 * @typedef {import('./list.js').Check} Check
 * @typedef {import('./outcome.js').Outcome} Outcome
 * @typedef {import('./turbo.js').TaskResult} TaskResult
 * @typedef {{ name: string, seconds: number, cached: boolean, outcome: Outcome }} CheckResult
 */

/** @param {string} task as `package#task` @returns {string} the path of its report */
function reportOf(task) {
  const [name, script = ''] = task.split('#');
  const folder = name === '//' ? '' : (workspaces().find((workspace) => manifest(workspace).name === name) ?? '');
  return reportPath(folder, script);
}

/**
 * @param {string} task
 * @param {TaskResult | undefined} result
 * @returns {Outcome}
 */
function outcomeOf(task, result) {
  if (result === undefined) return { passed: 0, failed: 1, note: 'not run, because a task that it depends on failed' };
  const ok = result.exitCode === 0;
  const path = reportOf(task);
  const failure = { name: task, error: `exit status ${result.exitCode}` };
  if (!existsSync(path)) return single(ok, failure);
  const report = JSON.parse(readFileSync(path, 'utf8'));
  /** @type {Outcome} */
  const outcome = 'testResults' in report ? readVitestReport(report) : report;
  return ok || outcome.failed > 0 ? outcome : { ...outcome, failed: 1, failures: [failure] };
}

/**
 * @param {Check} check
 * @param {Map<string, TaskResult>} results
 * @returns {CheckResult}
 */
export function checkResult({ name, tasks }, results) {
  const ran = tasks.map((task) => results.get(task));
  return {
    name,
    seconds: ran.reduce((total, result) => total + (result?.seconds ?? 0), 0),
    cached: ran.every((result) => result?.cached),
    outcome: sum(tasks.map((task) => outcomeOf(task, results.get(task)))),
  };
}

/**
 * Runs checks two at a time, then one by one those that measure time.
 * @param {Check[]} checks
 * @param {{ force: boolean, env: Record<string, string> }} options
 * @returns {Promise<CheckResult[]>}
 */
export async function runChecks(checks, options) {
  const groups = [
    { concurrency: 2, members: checks.filter(({ alone }) => !alone) },
    { concurrency: 1, members: checks.filter(({ alone }) => alone) },
  ];
  const results = [];
  for (const { concurrency, members } of groups) {
    if (members.length === 0) continue;
    const tasks = members.flatMap((check) => check.tasks);
    for (const task of tasks) rmSync(reportOf(task), { force: true });
    const ran = await runTasks(tasks, { ...options, concurrency });
    results.push(...members.map((check) => checkResult(check, ran)));
  }
  return results;
}
