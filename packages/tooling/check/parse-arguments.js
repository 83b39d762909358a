import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { root } from '../setup/paths.js';
import { UserError } from '../setup/user-error.js';

/** @typedef {import('./list.js').Check} Check */

const options = /** @type {const} */ ({
  all: { type: 'boolean' },
  force: { type: 'boolean' },
  changed: { type: 'boolean' },
  update: { type: 'boolean', short: 'u' },
  watch: { type: 'boolean', short: 'w' },
  testNamePattern: { type: 'string', short: 't' },
  node: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
});

/**
 * A parsed command line of `npm test`.
 * @typedef {object} Request
 * @property {boolean} help
 * @property {boolean} all everything that CI runs
 * @property {boolean} force without results of earlier runs
 * @property {string} [node] the version of Node to run with, such as 24 or 24.1.0; absent: the one that runs
 * @property {Check[]} checks the checks that turbo runs, with cached results
 * @property {DirectRun} [direct] tests that vitest runs directly, without cached results
 *
 * @typedef {object} DirectRun
 * @property {Check[]} checks the projects of vitest
 * @property {string[]} files test files and folders, relative to the root; none: all
 * @property {boolean} changed only tests that changed files affect
 * @property {boolean} update
 * @property {boolean} watch
 * @property {string} [testNamePattern]
 */

/** @param {string} word @param {Check[]} all */
const isFile = (word, all) => !all.some(({ name }) => name === word) && existsSync(resolve(root, word));

/**
 * @param {Check[]} all
 * @param {string[]} args
 * @returns {Request}
 */
export function parseArguments(all, args) {
  const { values, positionals: words } = parse(args);
  const positionals = words.map((word) => word.replace(/(?<=.)\/+$/, ''));
  const { changed = false, update = false, watch = false, testNamePattern } = values;
  const files = positionals.filter((word) => isFile(word, all));
  const unknown = positionals.find((word) => !files.includes(word) && !all.some(({ name }) => name === word));
  if (unknown !== undefined) {
    if (/[/.]/.test(unknown)) throw new UserError(`No check or file is named "${unknown}"`);
    throw new UserError(`Unknown check "${unknown}". Checks: ${all.map(({ name }) => name).join(', ')}`);
  }

  const isDirect = changed || update || watch || testNamePattern !== undefined || files.length > 0;
  const named = all.filter(({ name }) => positionals.includes(name));
  const standard = all.filter(({ onlyInAll }) => values.all || !onlyInAll);
  const { help = false, force = false, node } = values;
  const request = { help, all: values.all ?? false, force, ...(node !== undefined && { node }) };
  if (!isDirect) return { ...request, checks: named.length > 0 ? named : standard };

  // `docs` repeats tests of the workspaces, so it runs directly only by its name.
  const projects = (named.length > 0 ? named : standard.filter(({ name }) => name !== 'docs')).filter(isProject);
  const direct = { files, changed, update, watch, ...(testNamePattern !== undefined && { testNamePattern }) };
  // A file may be in any project. Beside the names of checks, only the files limit what vitest runs.
  const needsAll = files.length > 0;
  if (needsAll && projects.length > 0 && named.length > 0) {
    const names = named.filter(isProject).map(({ name }) => name);
    throw new UserError(`Run files and ${names.join(', ')} separately: files select the tests of every check`);
  }
  const searched = needsAll ? all.filter((check) => isProject(check) && check.name !== 'docs') : projects;
  // Without names, --changed runs the other checks as well; turbo repeats only those whose files have changed.
  const runsOthers = named.length > 0 || (changed && !watch && !update && files.length === 0);
  const others = runsOthers ? (named.length > 0 ? named : standard).filter((check) => !isProject(check)) : [];
  return { ...request, checks: others, ...(searched.length > 0 && { direct: { ...direct, checks: searched } }) };
}

/** @param {Check} check */
const isProject = ({ vitest }) => vitest === true;

/** @param {string[]} args @returns {string[]} the arguments without `--node VERSION` */
export const withoutNode = (args) =>
  args.filter((word, index) => !word.startsWith('--node') && args[index - 1] !== '--node');

/** @param {string[]} args */
function parse(args) {
  const { tokens } = parseArgs({ args, options, allowPositionals: true, strict: false, tokens: true });
  for (const token of tokens) {
    if (token.kind !== 'option') continue;
    const option = Object.entries(options).find(([name]) => name === token.name)?.[1];
    if (option === undefined) {
      throw new UserError(`Unknown option "${token.rawName}". For the list of options, run: npm test -- --help`);
    }
    if (option.type === 'string' && token.value === undefined) {
      throw new UserError(`The option ${token.rawName} needs a value`);
    }
    if (option.type === 'boolean' && token.value !== undefined) {
      throw new UserError(`The option ${token.rawName} takes no value`);
    }
  }
  return parseArgs({ args, options, allowPositionals: true });
}
