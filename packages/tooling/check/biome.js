import { at } from '../setup/paths.js';
import { run } from '../setup/run.js';
import { single } from './outcome.js';

/** @type {import('./outcome.js').Check} */
export const biome = {
  name: 'biome',
  run: async () => {
    const { status } = await run(at('node_modules/.bin/biome'), ['check', '--error-on-warnings']);
    return single(status === 0);
  },
};
