import { main, print } from '../setup/cli.js';
import { explainNpmFlags, startProgram } from '../setup/npm-flags.js';
import { at } from '../setup/paths.js';
import { run } from '../setup/run.js';
import { setUp } from '../setup/set-up.js';

// Paths of flags are relative to the folder of the caller. npm changes to the root before it runs a script.
const cwd = process.env.INIT_CWD ?? process.cwd();
const args = process.argv.slice(2);

await main(async () => {
  const hint = explainNpmFlags(startProgram, args, process.env);
  if (hint !== undefined) {
    print(hint);
    return 2;
  }
  await setUp({ programs: ['apps/server', 'apps/console'] });
  const { status } = await run(process.execPath, [at('apps/server/bin/run.js'), ...args], { cwd, output: 'inherit' });
  return status;
});
