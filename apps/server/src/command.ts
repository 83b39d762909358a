import { nearest } from '@cliploop/core/schema';
import { type Config, readArguments } from './config.js';
import { type FlagOption, readFlags } from './flags.js';
import { mediaFlags, mediaHelp } from './media-help.js';
import { ConfigError } from './setting.js';
import { signFlags, signHelp } from './sign-help.js';
import { usage } from './usage.js';
import { versionLine } from './version.js';

/** The result of a command line: the service starts, or a text is printed on stdout. */
export type Command = { readonly serve: Config } | { readonly print: string };

const helps: Readonly<Record<string, string>> = { media: mediaHelp, sign: signHelp };
const names = [...Object.keys(helps), 'help', 'version'];
/** Commands of other programs that start a service. */
const starts = ['start', 'serve', 'server', 'run', 'up'];

/**
 * Runs the command of a command line, if it has one.
 * @param warn for warnings, one line each
 * @throws ConfigError for an invalid command line
 */
export async function command(
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  warn: (message: string) => void,
): Promise<Command> {
  const [name = '', ...rest] = args;
  if (name === '' || name.startsWith('-')) return flagsOnly(args, env);
  // Loaded only here: the service takes long to load, and help does not need it.
  if (name === 'media') {
    if (asksHelp(name, rest, mediaFlags)) return { print: mediaHelp };
    const { mediaCommand } = await import('./media-command.js');
    return { print: await mediaCommand(rest, env) };
  }
  if (name === 'sign') {
    if (asksHelp(name, rest, signFlags)) return { print: signHelp };
    const { signCommand } = await import('./sign-command.js');
    return { print: await signCommand(rest, env, warn) };
  }
  if (name === 'help') return { print: helpOf(rest) };
  if (name === 'version') return { print: versionLine };
  throw unknown(name);
}

function flagsOnly(args: readonly string[], env: NodeJS.ProcessEnv): Command {
  const config = readArguments(args, env);
  if (config === 'help') return { print: usage };
  if (config === 'version') return { print: versionLine };
  return { serve: config };
}

function asksHelp(name: string, args: readonly string[], known: Readonly<Record<string, FlagOption>>): boolean {
  return readFlags(args, known, `cliploop-server ${name}`).help;
}

function helpOf([name]: readonly string[]): string {
  if (name === undefined || name.startsWith('-') || name === 'help' || name === 'version') return usage;
  const found = Object.hasOwn(helps, name) ? helps[name] : undefined;
  if (found === undefined) throw unknown(name);
  return found;
}

function unknown(name: string): ConfigError {
  const word = JSON.stringify(name);
  if (starts.includes(name)) {
    return new ConfigError(`Unknown command ${word}; cliploop-server without a command starts the service. ${see}`);
  }
  const near = nearest(name, names);
  const hint = near === undefined ? '; commands are media, sign, help and version.' : `; did you mean ${near}?`;
  return new ConfigError(`Unknown command ${word}${hint} ${see}`);
}

const see = 'See cliploop-server --help';
