import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { at } from '../setup/paths.js';
import { buildTargets, committedCorpus, nativeTargets, runTarget } from './fuzz-targets.js';
import { single, sum } from './outcome.js';

/** @typedef {import('./outcome.js').Outcome} Outcome */

/** Inputs that show a fault are kept here. */
const artifacts = at('native/.cache/fuzz/findings');

/**
 * @param {string} output of libFuzzer
 * @param {number} status its exit status
 * @returns {Outcome}
 */
function report(output, status) {
  if (status !== 0) process.stderr.write(`${output}\n`);
  return single(status === 0);
}

/** Runs the committed inputs of a target, each once. @param {string} target @returns {Promise<Outcome>} */
async function replay(target) {
  const inputs = readdirSync(committedCorpus(target)).map((name) => join(committedCorpus(target), name));
  if (inputs.length === 0) return { passed: 0, failed: 1, note: `${target} has no inputs` };
  const { status, output } = await runTarget(target, inputs, { artifacts, errors: 'capture' });
  return report(output, status);
}

/** @param {string} target @param {number} seconds @returns {Promise<Outcome>} */
async function fuzz(target, seconds) {
  const corpus = mkdtempSync(join(tmpdir(), 'cliploop-fuzz-'));
  try {
    const args = [`-max_total_time=${seconds}`, corpus, committedCorpus(target)];
    const { status, output } = await runTarget(target, args, { artifacts, errors: 'capture' });
    const runs = /stat::number_of_executed_units:\s*(\d+)/.exec(output)?.[1] ?? '0';
    console.log(`fuzz: ${target}: ${runs} runs in ${seconds} s`);
    return report(output, status);
  } finally {
    rmSync(corpus, { recursive: true });
  }
}

/**
 * Runs the committed inputs of every target of native/fuzz, and then each target for some seconds with new inputs.
 * @param {number} [seconds] of every target; default: those of `nativeTargets`
 * @returns {Promise<Outcome>}
 */
export async function checkTargets(seconds) {
  const outcomes = [];
  for (const [target, { seconds: usual }] of Object.entries(nativeTargets)) {
    outcomes.push(await replay(target), await fuzz(target, seconds ?? usual));
  }
  return sum(outcomes);
}

/** Builds the targets and checks them. CLIPLOOP_FUZZ_SECONDS changes the seconds of each. @returns {Promise<Outcome>} */
export async function fuzzChecks() {
  if (!(await buildTargets())) return { passed: 0, failed: 1, note: 'the build failed' };
  const { CLIPLOOP_FUZZ_SECONDS: seconds } = process.env;
  return checkTargets(seconds === undefined ? undefined : Number(seconds));
}
