import { main, print } from '../setup/cli.js';
import { setUpGitHook } from '../setup/git-hook.js';
import { setUp } from '../setup/set-up.js';
import { hasBegun } from '../setup/step.js';
import { UserError } from '../setup/user-error.js';

const args = process.argv.slice(2);

await main(async () => {
  const unknown = args.find((arg) => arg !== '--tests');
  if (unknown !== undefined) throw new UserError(`Unknown argument "${unknown}". Usage: npm run setup [-- --tests]`);
  const tests = args.includes('--tests');
  await setUp({ tests });
  if (!hasBegun()) print('Everything is set up already.');
  const changed = tests && !process.env.CI ? setUpGitHook() : undefined;
  if (changed !== undefined) print(changed);
  return 0;
});
