import { nearest } from '@cliploop/core/schema';
import type { CommandWords, FlagWords } from './command-words.js';
import { foreignFlag } from './foreign-flags.js';
import { UsageError } from './usage-error.js';

/** The words after a command, read once. */
export interface ReadWords {
  /** For the parser: each flag in its long form with "=", then "--" and the arguments. */
  argv: string[];
  /** How each flag was typed: `{ start: '-ss' }`. */
  typed: Record<string, string>;
  /** `-h` or `--help` was among the words. */
  help: boolean;
}

/** ffmpeg's flags of two letters, which would otherwise be read as "-s s" and "-t o". */
const twoLetters: Readonly<Record<string, string | undefined>> = { '-ss': 'start', '-to': 'end' };

/**
 * Reads flags as people type them: a negative value after its flag (`-s -3`), `-w480`, `-w=480`, `-yw 480`, ffmpeg's `-ss`
 * and `-to`. Throws a UsageError that names the flag as it was typed and offers the nearest right spelling.
 *
 * @param name The command, as typed: "animate".
 */
export function readWords(name: string, { flags = {} }: CommandWords, words: readonly string[]): ReadWords {
  const read: ReadWords = { argv: [], typed: {}, help: false };
  const seen = new Map<string, string>();
  const positionals: string[] = [];
  const more = `Run cliploop ${name} --help to see its flags.`;

  const take = (flag: string, typed: string, value: string): void => {
    const before = seen.get(flag);
    if (before !== undefined && !flags[flag]?.multiple) {
      throw new UsageError(
        `${typed} is given twice: ${quoted(before)} and ${quoted(value)}`,
        `Give ${typed} once. ${more}`,
      );
    }
    seen.set(flag, value);
    read.typed[flag] = typed;
    read.argv.push(`--${flag}=${value}`);
  };

  for (let index = 0; index < words.length; index++) {
    const word = words[index] ?? '';
    if (word === '--') {
      positionals.push(...words.slice(index + 1));
      break;
    }
    if (!word.startsWith('-') || word === '-') {
      positionals.push(word);
      continue;
    }
    if (word === '--help' || word === '-h') {
      const next = words[index + 1] ?? '';
      if (word === '-h' && flags.height !== undefined && /^\d+(px|%)?$/.test(next)) {
        throw new UsageError(
          `-h shows the help and takes no value, got ${quoted(next)}`,
          `The height is -H ${next} or --height ${next}.`,
        );
      }
      read.help = true;
      continue;
    }
    const found = find(word, flags);
    if (found === undefined) throw unknown(word, words[index + 1], flags, more);
    const { flag, typed, inline, rest } = found;
    if (flags[flag]?.type === 'boolean') {
      if (inline !== undefined)
        throw new UsageError(`${typed} takes no value, got ${quoted(inline)}`, `Write ${typed} alone. ${more}`);
      read.typed[flag] = typed;
      // The last one counts: --overwrite --no-overwrite.
      read.argv = read.argv.filter((known) => known !== `--${flag}` && known !== `--no-${flag}`);
      read.argv.push(typed.startsWith('--no-') ? `--no-${flag}` : `--${flag}`);
      if (rest !== undefined) words = [...words.slice(0, index), '', `-${rest}`, ...words.slice(index + 1)];
      continue;
    }
    const value = inline ?? words[++index];
    if (value === undefined || (inline === undefined && looksLikeFlag(value)) || value === '') {
      throw missingValue(typed, flags[flag], value, more);
    }
    refuseSize(typed, value);
    take(flag, typed, value);
  }
  if (positionals.length > 0) read.argv.push('--', ...positionals);
  return read;
}

interface Found {
  flag: string;
  typed: string;
  /** The value in the same word. */
  inline?: string;
  /** Further letters after a short flag without a value. */
  rest?: string;
}

function find(word: string, flags: Readonly<Record<string, FlagWords>>): Found | undefined {
  const [typed = '', inline] = split(word);
  const value = inline === undefined ? {} : { inline };
  if (typed.startsWith('--')) {
    const name = typed.slice(2);
    if (Object.hasOwn(flags, name)) return { flag: name, typed, ...value };
    const positive = name.startsWith('no-') ? name.slice(3) : '';
    return Object.hasOwn(flags, positive) && flags[positive]?.allowNo ? { flag: positive, typed, ...value } : undefined;
  }
  const doubled = twoLetters[typed];
  if (doubled !== undefined && Object.hasOwn(flags, doubled)) return { flag: doubled, typed, ...value };
  // A long name with one dash is a slip, not the short flag of its first letter: "-fps 10" is not "-f ps".
  if (Object.hasOwn(flags, typed.slice(1)) || foreignFlag(typed) !== undefined) return undefined;
  const letter = word[1] ?? '';
  const flag = Object.keys(flags).find((name) => {
    const { char, charAliases = [] } = flags[name] ?? {};
    return char === letter || charAliases.includes(letter);
  });
  if (flag === undefined) return undefined;
  const short = `-${letter}`;
  if (typed.length === 2) return { flag, typed: short, ...value };
  if (flags[flag]?.type === 'boolean') return { flag, typed: short, rest: word.slice(2) };
  // Only a number may follow the letter at once: "-ouptut x.gif" is a slip, not a file "uptut".
  return /^[\d.,+-]/.test(word.slice(2)) ? { flag, typed: short, inline: word.slice(2) } : undefined;
}

function split(word: string): [string, string?] {
  const at = word.indexOf('=');
  return at === -1 ? [word] : [word.slice(0, at), word.slice(at + 1)];
}

// "-3", "-.5" and "-1:30" are values, and "-" is standard output.
function looksLikeFlag(word: string): boolean {
  return word.startsWith('-') && word !== '-' && !/^-[\d.,:]/.test(word);
}

// ffmpeg's -s is a size.
function refuseSize(typed: string, value: string): void {
  const [, width, height] = (typed === '-s' && /^(\d+)x(\d+)$/.exec(value)) || [];
  if (width === undefined) return;
  throw new UsageError(
    `-s is the start of the segment, got the size ${quoted(value)}`,
    `Write -w ${width} -H ${height} (--width ${width} --height ${height}).`,
  );
}

function missingValue(typed: string, flag: FlagWords | undefined, next: string | undefined, more: string): UsageError {
  const kind = String(flag?.helpValue ?? '<value>');
  const why = next === undefined || next === '' ? '' : `, but ${next} follows it`;
  // In gifski, -q is --quiet.
  const quiet = typed === '-q' ? '--quiet has no short form. ' : '';
  return new UsageError(`${typed} needs a value${why}`, `Write ${typed} ${kind}. ${quiet}${more}`);
}

function unknown(
  word: string,
  next: string | undefined,
  flags: Readonly<Record<string, FlagWords>>,
  more: string,
): UsageError {
  const [typed, inline] = split(word);
  const message = `There is no flag ${typed}`;
  const foreign = foreignFlag(typed);
  if (foreign !== undefined) return new UsageError(message, `${foreign} ${more}`);
  if (/^-[\d.,:]/.test(typed)) {
    return new UsageError(message, `If ${typed} is a negative time, put it after its flag: --start ${typed}. ${more}`);
  }
  const names = Object.entries(flags).flatMap(([name, { allowNo }]) => (allowNo ? [name, `no-${name}`] : [name]));
  const near = nearest(typed.replace(/^-+/, ''), names);
  if (near === undefined) {
    const glued = typed.length > 2 && !typed.startsWith('--') ? find(typed.slice(0, 2), flags) : undefined;
    const offer =
      glued === undefined || glued.rest !== undefined ? '' : `Did you mean ${glued.typed} ${typed.slice(2)}? `;
    return new UsageError(message, `${offer}${more}`);
  }
  const takesValue = flags[near]?.type === 'option';
  const value = !takesValue
    ? ''
    : inline !== undefined
      ? `=${inline}`
      : next === undefined || looksLikeFlag(next)
        ? ''
        : ` ${next}`;
  return new UsageError(message, `Did you mean --${near}${value}? ${more}`);
}

function quoted(value: string): string {
  return JSON.stringify(value);
}
