import { existsSync, mkdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { buildPrograms, builds } from '../check/engine-builds.js';
import { committedCorpus, nativeTargets, runTarget, scriptTargets } from '../check/fuzz-targets.js';
import { main, print } from '../setup/cli.js';
import { at } from '../setup/paths.js';
import { run } from '../setup/run.js';
import { setUp } from '../setup/set-up.js';
import { UserError } from '../setup/user-error.js';

const usage = `Usage: npm run fuzz -- TARGET [--minutes N] [--no-build] [FILE...]

Fuzzes a target for N minutes (default 1) on one core. With files, runs only these inputs, once.

Native targets (native/fuzz)  ${Object.keys(nativeTargets).join(' ')}
Script targets (fast-check)   ${Object.keys(scriptTargets).join(' ')}
`;

const options = /** @type {const} */ ({
  minutes: { type: 'string', default: '1' },
  'no-build': { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
});

/** @param {string} target @param {number} minutes @param {string[]} files */
async function fuzzNative(target, minutes, files) {
  // New inputs stay here, so that the next run goes on from them.
  const folder = at(`native/.cache/fuzz/${target}`);
  const artifacts = at('native/.cache/fuzz/findings');
  mkdirSync(folder, { recursive: true });
  const args = files.length > 0 ? files : [`-max_total_time=${minutes * 60}`, folder, committedCorpus(target)];
  const { status } = await runTarget(target, args, { artifacts });
  if (status !== 0)
    print(`\nThe input that shows the fault is in ${artifacts}; native/fuzz/README.md says what to do with it.`);
  return status;
}

/** @param {string} file @param {number} minutes */
async function fuzzScript(file, minutes) {
  const args = ['run', `--config=${at('test/vitest.all.ts')}`, at(file)];
  const env = { CLIPLOOP_FUZZ_MINUTES: String(minutes) };
  const { status } = await run(process.execPath, [at('node_modules/vitest/vitest.mjs'), ...args], {
    env,
    output: 'inherit',
  });
  return status;
}

await main(async () => {
  const { values, positionals } = parseArgs({ options, allowPositionals: true });
  const [target = '', ...words] = positionals;
  if (values.help || target === '') {
    process.stdout.write(usage);
    return values.help ? 0 : 2;
  }
  const minutes = Number(values.minutes);
  if (!(minutes > 0)) throw new UserError(`--minutes must be a number above 0, got "${values.minutes}"`);
  const files = words.map((word) => resolve(process.env.INIT_CWD ?? process.cwd(), word));
  const missing = files.find((file) => !existsSync(file));
  if (missing !== undefined) throw new UserError(`No such file: ${missing}`);
  const script = Object.entries(scriptTargets).find(([name]) => name === target)?.[1];
  if (script === undefined && !Object.hasOwn(nativeTargets, target)) {
    throw new UserError(
      `Unknown target "${target}". Targets: ${[...Object.keys(nativeTargets), ...Object.keys(scriptTargets)].join(', ')}`,
    );
  }
  await setUp({ tests: true, build: false });
  if (script !== undefined) return fuzzScript(script, minutes);
  if (!values['no-build'] && !(await buildPrograms(builds.asan, [`${target}_fuzz`])))
    throw new UserError(`The build of the target ${target} failed.`);
  return fuzzNative(target, minutes, files);
});
