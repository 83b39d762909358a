import { existsSync } from 'node:fs';
import { at } from '../setup/paths.js';
import { run } from '../setup/run.js';
import { workspaces } from '../setup/workspaces.js';
import { single, sum } from './outcome.js';

/** Where a folder's build leaves its tests out, tsconfig.test.json takes them in. */
const configs = ['tsconfig.test.json', 'tsconfig.json'];

/** Types of sources and tests. @type {import('./outcome.js').Check} */
export const typecheck = {
  name: 'typecheck',
  run: async () => {
    const outcomes = [];
    for (const folder of workspaces()) {
      const config = configs.map((name) => `${folder}/${name}`).find((path) => existsSync(at(path)));
      if (config === undefined) continue;
      const { status } = await run(at('node_modules/.bin/tsc'), ['--noEmit', '-p', config]);
      outcomes.push(single(status === 0));
    }
    return sum(outcomes);
  },
};
