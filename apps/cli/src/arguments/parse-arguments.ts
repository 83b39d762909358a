import { emptyWord, seeHelp } from '../errors/usage-error.js';
import type { CommandWords } from './definitions.js';
import { findFlag, looksLikeFlag } from './find-flag.js';
import { givenTwice, missingValue, needlessValue, refuseHeight, refuseSize, unknownFlag } from './flag-errors.js';

/** The arguments after a command. */
export interface ReadWords {
  /** For the parser: each flag in its long form with "=", then "--" and the arguments. */
  argv: string[];
  /** Each flag as it was typed: `{ start: '-ss' }`. */
  typed: Record<string, string>;
  /** `-h` or `--help` was among the words. */
  help: boolean;
}

/**
 * Reads flags as people type them: a negative value after its flag (`-s -3`), `-w480`, `-w=480`, `-yw 480`, ffmpeg's `-ss`
 * and `-to`. Throws a UsageError that names the flag as it was typed and offers the most similar spelling.
 *
 * @param name The command, as typed: "animate".
 */
export function readWords(name: string, { flags = {} }: CommandWords, words: readonly string[]): ReadWords {
  const more = seeHelp(name, 'its flags');
  const queue = [...words];
  const values = new Map<string, string>();
  const typedAs: Record<string, string> = {};
  const positionals: string[] = [];
  let argv: string[] = [];
  let help = false;

  for (let word = queue.shift(); word !== undefined; word = queue.shift()) {
    if (word === '--') {
      positionals.push(...queue);
      break;
    }
    if (word === '') throw emptyWord(more);
    if (!word.startsWith('-') || word === '-') {
      positionals.push(word);
      continue;
    }
    if (word === '--help' || word === '-h') {
      refuseHeight(word, queue[0], flags);
      help = true;
      continue;
    }
    const found = findFlag(word, flags);
    if (found === undefined) throw unknownFlag(word, queue[0], flags, more);
    const { flag, typed, inline, rest } = found;
    const known = flags[flag] ?? { type: 'option' };
    typedAs[flag] = typed;
    if (known.type === 'boolean') {
      if (inline !== undefined) throw needlessValue(typed, inline, more);
      // The last one counts: --overwrite --no-overwrite.
      argv = argv.filter((other) => other !== `--${flag}` && other !== `--no-${flag}`);
      argv.push(typed.startsWith('--no-') ? `--no-${flag}` : `--${flag}`);
      if (rest !== undefined) queue.unshift(`-${rest}`);
      continue;
    }
    const value = inline ?? queue.shift() ?? '';
    if (value === '' || looksLikeFlag(value)) throw missingValue(typed, known, value, more);
    refuseSize(typed, value);
    const before = values.get(flag);
    if (before !== undefined && !known.multiple) throw givenTwice(typed, before, value, more);
    values.set(flag, value);
    argv.push(`--${flag}=${value}`);
  }
  return { argv: positionals.length > 0 ? [...argv, '--', ...positionals] : argv, typed: typedAs, help };
}
