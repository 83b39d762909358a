import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { runSample } from '../sample/run-sample.js';
import { main, print } from '../setup/cli.js';
import { animateProgram, explainNpmFlags } from '../setup/npm-flags.js';
import { at } from '../setup/paths.js';
import { run } from '../setup/run.js';
import { setUp } from '../setup/set-up.js';

// npm changes to the root before it runs a script. INIT_CWD is the folder of the caller, to which paths are relative.
const cwd = process.env.INIT_CWD ?? process.cwd();
const args = process.argv.slice(2);

// As in `cliploop`, the name of a command comes first; a file of that name is a video.
const commands = ['animate', 'probe', 'template', 'doctor', 'completion', 'help', 'version'];
const [first = ''] = args;
const words = commands.includes(first) && !existsSync(resolve(cwd, first)) ? args : ['animate', ...args];

await main(async () => {
  const hint = explainNpmFlags(animateProgram, args, process.env);
  if (hint !== undefined) {
    print(hint);
    return 2;
  }
  await setUp({ programs: ['apps/cli'] });
  if (args.length === 0) return await runSample();
  const { status } = await run(process.execPath, [at('apps/cli/bin/run.js'), ...words], {
    cwd,
    output: 'inherit',
    input: true,
  });
  return status;
});
