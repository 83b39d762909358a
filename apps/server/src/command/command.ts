import { nearest } from '@cliploop/core/schema';
import { type Config, readArguments } from '../config/config.js';
import { readFlags } from '../config/flags.js';
import { ConfigError } from '../config/setting.js';
import { commandNames, commands } from './commands.js';
import type { Print } from './print.js';
import { usage } from './usage.js';
import { versionLine } from './version.js';

/** What a command line does: start the service, or print a text on stdout. */
export type Command = { readonly serve: Config } | { readonly print: string };

/** Commands that start the service in other programs. */
const startCommands = ['start', 'serve', 'server', 'run', 'up'];

/**
 * Runs the command of a command line, if it has one.
 * @param warn receives warnings of one line each
 * @param print receives what must be written before the command makes a change
 * @throws ConfigError for an invalid command line
 */
export async function command(
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  warn: (message: string) => void,
  print: Print,
): Promise<Command> {
  const [name = '', ...rest] = args;
  if (name === '' || name.startsWith('-')) return flagsOnly(args, env);
  const found = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (found) {
    const { help } = readFlags(rest, found.flags, `cliploop-server ${name}`);
    return { print: help ? found.help : await found.run(rest, env, warn, print) };
  }
  if (name === 'help') return { print: helpOf(rest) };
  if (name === 'version') return { print: versionLine };
  throw unknownCommand(name);
}

function flagsOnly(args: readonly string[], env: NodeJS.ProcessEnv): Command {
  const config = readArguments(args, env);
  if (config === 'help') return { print: usage };
  if (config === 'version') return { print: versionLine };
  return { serve: config };
}

function helpOf([name]: readonly string[]): string {
  if (name === undefined || name.startsWith('-') || name === 'help' || name === 'version') return usage;
  const found = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (found === undefined) throw unknownCommand(name);
  return found.help;
}

function unknownCommand(name: string): ConfigError {
  const quoted = JSON.stringify(name);
  if (startCommands.includes(name)) {
    return new ConfigError(`Unknown command ${quoted}; cliploop-server without a command starts the service. ${see}`);
  }
  const near = nearest(name, commandNames);
  const all = `${commandNames.slice(0, -1).join(', ')} and ${commandNames.at(-1)}`;
  const hint = near === undefined ? `; commands are ${all}.` : `; did you mean ${near}?`;
  return new ConfigError(`Unknown command ${quoted}${hint} ${see}`);
}

const see = 'See cliploop-server --help';
