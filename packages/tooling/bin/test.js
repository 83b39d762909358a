import { checks, choose, runChecks } from '../check/checks.js';
import { main, SetupError } from '../setup/cli.js';
import { setUp } from '../setup/set-up.js';

await main(async () => {
  const chosen = choose(checks(), process.argv.slice(2));
  await setUp({ tests: true });
  const { passed, failed } = await runChecks(chosen);
  if (passed + failed === 0) throw new SetupError('no test ran.');
  return failed === 0 ? 0 : 1;
});
