import type { FlagDefinition } from './definitions.js';
import { otherToolHint } from './other-tools.js';

export type Flags = Readonly<Record<string, FlagDefinition>>;

/** A flag found in one argument of a command line. */
interface FoundFlag {
  /** Its long name, without dashes. */
  flag: string;
  /** How it was typed: "-w", "--no-overwrite". */
  typed: string;
  /** The value, if it is in the same argument. */
  inline?: string;
  /** Further letters after a short flag without a value: "w" of "-yw". */
  rest?: string;
}

/** ffmpeg's flags of two letters, which would otherwise be read as "-s s" and "-t o". */
export const twoLetterFlags: Readonly<Record<string, string | undefined>> = { '-ss': 'start', '-to': 'end' };

/** Finds the flag of an argument: `--width`, `--width=480`, `-w`, `-w480`, `-w=480`, `-yw`, `-ss`. */
export function findFlag(arg: string, flags: Flags): FoundFlag | undefined {
  const [typed, inline] = splitAtEquals(arg);
  const value = inline === undefined ? {} : { inline };
  if (typed.startsWith('--')) {
    const name = typed.slice(2);
    if (Object.hasOwn(flags, name)) return { flag: name, typed, ...value };
    const positive = name.startsWith('no-') ? name.slice(3) : '';
    return Object.hasOwn(flags, positive) && flags[positive]?.allowNo ? { flag: positive, typed, ...value } : undefined;
  }
  const doubled = twoLetterFlags[typed];
  if (doubled !== undefined && Object.hasOwn(flags, doubled)) return { flag: doubled, typed, ...value };
  // A long name with one dash is a mistake, not a short flag with a value: "-fps 10" is not "-f ps".
  if (Object.hasOwn(flags, typed.slice(1))) return undefined;
  if (otherToolHint(typed) !== undefined && flagOfLetter(typed.slice(1), flags) === undefined) return undefined;
  return shortFlag(arg, flags);
}

function shortFlag(arg: string, flags: Flags): FoundFlag | undefined {
  const letter = arg[1] ?? '';
  const flag = flagOfLetter(letter, flags);
  if (flag === undefined) return undefined;
  const typed = `-${letter}`;
  const rest = arg.slice(2);
  if (rest === '') return { flag, typed };
  if (rest.startsWith('=')) return { flag, typed, inline: rest.slice(1) };
  if (flags[flag]?.type === 'boolean') return findFlag(`-${rest}`, flags) && { flag, typed, rest };
  // Only a number may follow the letter directly: "-ouptut x.gif" is a mistake, not the file "uptut".
  return /^[\d.,+-]/.test(rest) ? { flag, typed, inline: rest } : undefined;
}

function flagOfLetter(letter: string, flags: Flags): string | undefined {
  return Object.keys(flags).find((name) => {
    const { char, charAliases = [] } = flags[name] ?? {};
    return char === letter || charAliases.includes(letter);
  });
}

/** An argument before and after its first "=". */
export function splitAtEquals(arg: string): [string, string?] {
  const at = arg.indexOf('=');
  return at === -1 ? [arg] : [arg.slice(0, at), arg.slice(at + 1)];
}

/** Whether an argument is a flag rather than a value: "-3", "-.5" and "-1:30" are values, and "-" is a standard stream. */
export function looksLikeFlag(arg: string): boolean {
  return arg.startsWith('-') && arg !== '-' && !looksLikeTime(arg);
}

/** "-3", "-.5", "-1:30". */
export function looksLikeTime(arg: string): boolean {
  return /^-[\d.,:]/.test(arg);
}
