import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { at } from '../setup/paths.js';
import { committedCorpus, nativeTargets, runTarget } from './fuzz-targets.js';
import { sum } from './outcome.js';

/** @typedef {import('./outcome.js').Outcome} Outcome */

/** Inputs that show a fault are kept here. */
const artifacts = at('native/.cache/fuzz/findings');

/**
 * @param {string} output of libFuzzer and the sanitizers
 * @param {number} status the exit status
 * @returns {string} why a run failed, and the path of the input that shows it
 */
export function reasonOf(output, status) {
  const last = (/** @type {RegExp} */ line) => [...output.matchAll(line)].at(-1)?.[1];
  const reason =
    last(/^FINDING: (.*)$/gm) ??
    last(/^SUMMARY: (.*)$/gm) ??
    last(/^.*ERROR: (.*)$/gm) ??
    `exit status ${status}: ${output.trimEnd().split('\n').at(-1)}`;
  const input = last(/Test unit written to (\S+)/g) ?? last(/^Running: (\S+)$/gm);
  return input === undefined ? reason : `${reason} (${input})`;
}

/**
 * @param {string} target
 * @param {{ output: string, status: number }} run of libFuzzer
 * @returns {Outcome}
 */
function report(target, { output, status }) {
  if (status === 0) return { passed: 1, failed: 0 };
  process.stderr.write(`${output}\n`);
  return { passed: 0, failed: 1, note: `${target}: ${reasonOf(output, status)}` };
}

/** Runs the committed inputs of a target, each once. @param {string} target @returns {Promise<Outcome>} */
async function replay(target) {
  const inputs = readdirSync(committedCorpus(target)).map((name) => join(committedCorpus(target), name));
  if (inputs.length === 0) return { passed: 0, failed: 1, note: `${target} has no inputs` };
  return report(target, await runTarget(target, inputs, { artifacts, errors: 'capture' }));
}

/** @param {string} target @param {number} seconds @returns {Promise<Outcome>} */
async function fuzz(target, seconds) {
  const corpus = mkdtempSync(join(tmpdir(), 'cliploop-fuzz-'));
  try {
    const args = [`-max_total_time=${seconds}`, corpus, committedCorpus(target)];
    const ran = await runTarget(target, args, { artifacts, errors: 'capture' });
    const runs = /stat::number_of_executed_units:\s*(\d+)/.exec(ran.output)?.[1] ?? '0';
    console.log(`fuzz: ${target}: ${runs} runs in ${seconds} s`);
    return report(target, ran);
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

/** Checks the targets, after buildSanitized. CLIPLOOP_FUZZ_SECONDS changes the seconds of each. @returns {Promise<Outcome>} */
export async function fuzzChecks() {
  const { CLIPLOOP_FUZZ_SECONDS: seconds } = process.env;
  return checkTargets(seconds === undefined ? undefined : Number(seconds));
}
