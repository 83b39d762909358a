import { main, print } from '../setup/cli.js';
import { setUp } from '../setup/set-up.js';
import { hasBegun } from '../setup/step.js';
import { UserError } from '../setup/user-error.js';

const args = process.argv.slice(2);

await main(async () => {
  const unknown = args.find((arg) => arg !== '--tests');
  if (unknown !== undefined) throw new UserError(`unknown argument ${unknown}. Usage: npm run setup [-- --tests]`);
  await setUp({ tests: args.includes('--tests') });
  if (!hasBegun()) print('Everything is set up already.');
  return 0;
});
