import { availableParallelism } from 'node:os';
import { at } from '../setup/paths.js';
import { run } from '../setup/run.js';
import { cxxFiles, versionNote } from './cxx-files.js';
import { single, sum } from './outcome.js';

/**
 * Checks every source of the addon, with the compile commands of its build.
 * @returns {Promise<import('./outcome.js').Outcome>}
 */
export async function clangTidy() {
  const note = versionNote('clang-tidy');
  if (note) return { passed: 0, failed: 0, note };
  const queue = cxxFiles(['native/src'], /\.cc$/);
  /** @type {import('./outcome.js').Outcome[]} */
  const outcomes = [];
  const worker = async () => {
    for (let file = queue.shift(); file !== undefined; file = queue.shift()) {
      const { status, output } = await run('clang-tidy', ['--quiet', '-p', at('native/build'), file], {
        output: 'capture',
        errors: 'ignore',
      });
      if (status !== 0) process.stderr.write(`${output}\n`);
      outcomes.push(single(status === 0));
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, worker));
  return sum(outcomes);
}
