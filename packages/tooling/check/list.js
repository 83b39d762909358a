import { at } from '../setup/paths.js';
import { manifest, script, workspaces } from '../setup/workspaces.js';

/**
 * A check of `npm test`.
 * @typedef {object} Check
 * @property {string} name as it is typed
 * @property {string} group the heading in the help
 * @property {string[]} tasks of turbo.json, as `package#task`
 * @property {boolean} [vitest] whether it is a project of test/vitest.all.ts, under the same name
 * @property {boolean} [onlyInAll] whether it runs only with --all or by its name
 * @property {boolean} [alone] whether nothing else may run at the same time
 */

/** @param {string} folder of a workspace @param {string} task @returns {string} */
const taskOf = (folder, task) => `${manifest(folder).name}#${task}`;

/** @returns {Check[]} */
function style() {
  const typed = workspaces().filter((folder) => script(folder, 'typecheck') !== undefined);
  return [
    { name: 'biome', tasks: ['//#lint'] },
    { name: 'spelling', tasks: ['//#spelling'] },
    { name: 'clang-format', tasks: [taskOf('native', 'format:check')] },
    { name: 'typecheck', tasks: typed.map((folder) => taskOf(folder, 'typecheck')) },
    { name: 'docs', tasks: [taskOf('packages/tooling', 'docs')], vitest: true },
  ].map((check) => ({ group: 'Style', ...check }));
}

/** @returns {Check[]} */
const engine = () =>
  [
    { name: 'engine', tasks: [taskOf('native', 'test')] },
    { name: 'engine-asan', tasks: [taskOf('native', 'test:asan')] },
    { name: 'engine-tsan', tasks: [taskOf('native', 'test:tsan')] },
    { name: 'fuzz', tasks: [taskOf('native', 'test:fuzz')] },
    { name: 'clang-tidy', tasks: [taskOf('native', 'lint')], onlyInAll: true },
  ].map((check) => ({ group: 'Engine', ...check }));

/** The unit tests of each workspace. @returns {Check[]} */
const units = () =>
  workspaces()
    .filter((folder) => folder.includes('/') && script(folder, 'test') !== undefined)
    .map((folder) => ({ name: folder, group: 'Unit tests', tasks: [taskOf(folder, 'test')], vitest: true }));

/** The unit tests and those of the official clients, with other versions of Node. @returns {Check[]} */
const nodes = () => [
  {
    name: 'node-versions',
    group: 'Versions of Node',
    tasks: [taskOf('packages/tooling', 'node-versions')],
    onlyInAll: true,
  },
];

/** The tests across packages: a script `test:NAME` in test/package.json each. @returns {Check[]} */
function acceptance() {
  const scripts = Object.keys(manifest('test').scripts ?? {}).filter((name) => name.startsWith('test:'));
  return [
    // It reads the whole repository, which only a task of the root can have as its inputs.
    { script: 'test:package', task: '//#test:package' },
    ...scripts.map((script) => ({ script, task: taskOf('test', script) })),
  ].map(({ script, task }) => ({
    name: script.replace(':', '/'),
    group: 'Acceptance tests',
    tasks: [task],
    vitest: true,
    alone: script === 'test:alone',
  }));
}

/** @returns {Check[]} */
export const listChecks = () => [...style(), ...engine(), ...units(), ...acceptance(), ...nodes()];

/**
 * The path of the report with the counts of a task.
 * @param {string} folder of the workspace, relative to the root; empty for the root
 * @param {string} task
 */
export const reportPath = (folder, task) =>
  at(`${folder ? `${folder}/` : ''}.cache/check/${task.replace(':', '-')}.json`);
