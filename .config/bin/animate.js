import { runSample } from '../sample/run-sample.js';
import { at } from '../setup/paths.js';
import { run } from '../setup/run.js';
import { main } from '../setup/say.js';
import { setUp } from '../setup/setup.js';

// npm moves to the root before it runs a script; INIT_CWD is where the caller stood, and where paths are relative to.
const cwd = process.env.INIT_CWD ?? process.cwd();
const args = process.argv.slice(2);

await main(async () => {
  await setUp({ programs: ['apps/cli'] });
  if (args.length === 0) return await runSample();
  const { status } = await run(process.execPath, [at('apps/cli/bin/run.js'), 'animate', ...args], {
    cwd,
    output: 'inherit',
    input: true,
  });
  return status;
});
