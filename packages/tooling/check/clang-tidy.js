import { availableParallelism } from 'node:os';
import { at } from '../setup/paths.js';
import { run } from '../setup/run.js';
import { cxxFiles, otherVersion } from './cxx-files.js';
import { single, sum } from './outcome.js';

/** Over the addon's build, whose list of compile commands names every source. @type {import('./outcome.js').Check} */
export const clangTidy = {
  name: 'clang-tidy',
  onlyInCi: true,
  run: async () => {
    const note = otherVersion('clang-tidy');
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
  },
};
