import { emptyArgument, seeHelp } from '../errors/usage-error.js';
import type { CommandDefinition } from './definitions.js';
import { findFlag, looksLikeFlag } from './find-flag.js';
import { givenTwice, missingValue, rejectHeight, rejectSize, unexpectedValue, unknownFlag } from './flag-errors.js';

/** The arguments after the name of a command. */
interface ParsedArguments {
  /** The flags in their long form: "--width=480". */
  flags: string[];
  /** The arguments that are not flags, in order. */
  positionals: string[];
  /** Each flag as it was typed: `{ start: '-ss' }`. */
  typedFlags: Record<string, string>;
  /** Whether `-h` or `--help` is given. */
  help: boolean;
}

/**
 * Parses flags in all their forms: a negative value after its flag (`-s -3`), `-w480`, `-w=480`, `-yw 480`, and ffmpeg's `-ss`
 * and `-to`. Throws a UsageError that names the flag as it was typed and suggests the most similar one.
 *
 * @param name The command, as typed: "animate".
 */
export function parseArguments(
  name: string,
  { flags: known = {} }: CommandDefinition,
  args: readonly string[],
): ParsedArguments {
  const seeFlags = seeHelp(name, 'its flags');
  const queue = [...args];
  const values = new Map<string, string>();
  const typedFlags: Record<string, string> = {};
  const positionals: string[] = [];
  let flags: string[] = [];
  let help = false;

  for (let arg = queue.shift(); arg !== undefined; arg = queue.shift()) {
    if (arg === '--') {
      positionals.push(...queue);
      break;
    }
    if (arg === '') throw emptyArgument(seeFlags);
    if (!arg.startsWith('-') || arg === '-') {
      positionals.push(arg);
      continue;
    }
    if (arg === '--help' || arg === '-h') {
      rejectHeight(arg, queue[0], known);
      help = true;
      continue;
    }
    const found = findFlag(arg, known);
    if (found === undefined) throw unknownFlag(arg, queue[0], known, seeFlags);
    const { flag, typed, inline, rest } = found;
    const definition = known[flag] ?? { type: 'option' };
    typedFlags[flag] = typed;
    if (definition.type === 'boolean') {
      if (inline !== undefined) throw unexpectedValue(typed, inline, seeFlags);
      // The last one counts: --overwrite --no-overwrite.
      flags = flags.filter((other) => other !== `--${flag}` && other !== `--no-${flag}`);
      flags.push(typed.startsWith('--no-') ? `--no-${flag}` : `--${flag}`);
      if (rest !== undefined) queue.unshift(`-${rest}`);
      continue;
    }
    const value = inline ?? queue.shift() ?? '';
    if (value === '' || looksLikeFlag(value)) throw missingValue(typed, definition, value, seeFlags);
    rejectSize(typed, value);
    const before = values.get(flag);
    if (before !== undefined && !definition.multiple) throw givenTwice(typed, before, value, seeFlags);
    values.set(flag, value);
    flags.push(`--${flag}=${value}`);
  }
  return { flags, positionals, typedFlags, help };
}
