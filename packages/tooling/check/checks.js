import { SetupError } from '../setup/cli.js';
import { biome } from './biome.js';
import { clangFormat } from './clang-format.js';
import { clangTidy } from './clang-tidy.js';
import { native } from './native.js';
import { sum } from './outcome.js';
import { typecheck } from './typecheck.js';
import { vitest } from './vitest.js';

/** @typedef {import('./outcome.js').Check} Check */

/** Quick ones first. @returns {Check[]} */
export const checks = () => [biome, clangFormat, typecheck, ...native, ...vitest(), clangTidy];

/**
 * @param {Check[]} all
 * @param {string[]} args `--all` for CI's as well, or the names of those to run
 * @returns {Check[]}
 */
export function choose(all, args) {
  if (args.includes('--all')) return all;
  if (args.length === 0) return all.filter(({ onlyInCi }) => !onlyInCi);
  const unknown = args.filter((arg) => !all.some(({ name }) => name === arg));
  if (unknown.length > 0) {
    throw new SetupError(
      `no check is called ${unknown.join(', ')}; there are: ${all.map(({ name }) => name).join(', ')}`,
    );
  }
  return all.filter(({ name }) => args.includes(name));
}

/**
 * Runs one check after the other, all of them whatever fails, and closes with their counts and the total.
 * @param {Check[]} chosen
 * @returns {Promise<import('./outcome.js').Outcome>} the total
 */
export async function runChecks(chosen) {
  const outcomes = [];
  const lines = [];
  for (const { name, run } of chosen) {
    process.stderr.write(`\n== ${name}\n`);
    const began = performance.now();
    const outcome = await run();
    outcomes.push(outcome);
    const seconds = ((performance.now() - began) / 1000).toFixed(1).padStart(7);
    const note = outcome.note ? `  (${outcome.note})` : '';
    lines.push(`${name.padEnd(16)}${seconds} s  passed ${outcome.passed}, failed ${outcome.failed}${note}`);
  }
  const total = sum(outcomes);
  console.log(`\n${lines.join('\n')}\n\n${total.passed} passed, ${total.failed} failed`);
  return total;
}
