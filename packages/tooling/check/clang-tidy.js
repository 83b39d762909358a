import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname } from 'node:path';
import { at } from '../setup/paths.js';
import { run } from '../setup/run.js';
import { cxxFiles, versionNote } from './cxx-files.js';
import { sum } from './outcome.js';

/**
 * @typedef {import('./outcome.js').Outcome} Outcome
 * @typedef {{ directory: string, command: string, file: string }} CompileCommand
 */

const build = at('native/build');
const cache = at('native/.cache/clang-tidy');

/**
 * @param {string[]} files
 * @param {(file: string) => string} read
 * @returns {string[][]} the files that are checked together: those of a folder, because most of the time goes into the headers that they
 *   share. A file with a using-declaration is checked alone: misc-unused-using-decls reports only those of the main file.
 */
export function tidyUnits(files, read) {
  const alone = files.filter((file) => /^\s*using (?!namespace\b)[\w:]+;/m.test(read(file)));
  const others = files.filter((file) => !alone.includes(file));
  const folders = [...new Set(others.map((file) => dirname(file)))];
  const together = folders.map((folder) => others.filter((file) => dirname(file) === folder));
  return [...together, ...alone.map((file) => [file])].sort((a, b) => b.length - a.length);
}

/**
 * @param {string[]} files of a unit
 * @param {string} output of clang-tidy
 * @param {number} status its exit status
 * @returns {Outcome}
 */
export function tidyOutcome(files, output, status) {
  if (status === 0) return { passed: files.length, failed: 0 };
  const failed = files.filter((file) => output.includes(`${file}:`)).length;
  // A unit may fail by a header.
  return { passed: files.length - Math.max(failed, 1), failed: Math.max(failed, 1) };
}

/**
 * Writes a file that includes those of a unit, and returns its compile command.
 * @param {string[]} files
 * @param {number} index of the unit
 * @param {CompileCommand[]} commands of the build
 * @returns {CompileCommand}
 */
function writeUnit(files, index, commands) {
  const [first = ''] = files;
  const known = commands.find(({ file }) => file === at(first));
  if (known === undefined) throw new Error(`${build}/compile_commands.json has no command for ${first}`);
  if (files.length === 1) return known;
  const file = `${cache}/unit-${index}.cc`;
  const lines = files.map((path) => `// NOLINTNEXTLINE(bugprone-suspicious-include)\n#include "${at(path)}"\n`);
  writeFileSync(file, lines.join(''));
  return { directory: known.directory, command: known.command.replace(known.file, file), file };
}

/**
 * Checks every source of the addon, with the compile commands of its build.
 * @returns {Promise<Outcome>}
 */
export async function clangTidy() {
  const note = versionNote('clang-tidy');
  if (note) return { passed: 0, failed: 0, note };
  const units = tidyUnits(cxxFiles(['native/src'], /\.cc$/), (file) => readFileSync(at(file), 'utf8'));
  mkdirSync(cache, { recursive: true });
  /** @type {CompileCommand[]} */
  const commands = JSON.parse(readFileSync(`${build}/compile_commands.json`, 'utf8'));
  const queue = units.map((files, index) => ({ files, command: writeUnit(files, index, commands) }));
  writeFileSync(`${cache}/compile_commands.json`, JSON.stringify(queue.map(({ command }) => command)));
  /** @type {Outcome[]} */
  const outcomes = [];
  const worker = async () => {
    for (let unit = queue.shift(); unit !== undefined; unit = queue.shift()) {
      const { status, output } = await run('clang-tidy', ['--quiet', '-p', cache, unit.command.file], {
        output: 'capture',
        errors: 'ignore',
      });
      if (status !== 0) process.stderr.write(`${output}\n`);
      outcomes.push(tidyOutcome(unit.files, output, status));
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, worker));
  return sum(outcomes);
}
