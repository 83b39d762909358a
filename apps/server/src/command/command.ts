import { nearest } from '@cliploop/core/schema';
import { type Config, readArguments } from '../config/config.js';
import { type FlagOption, readFlags } from '../config/flags.js';
import { ConfigError } from '../config/setting.js';
import { callbacksFlags, callbacksHelp } from './callbacks-help.js';
import { checkFlags, checkHelp, doctorFlags, doctorHelp, mediaFlags, mediaHelp, signFlags, signHelp } from './help.js';
import { auditFlags, auditHelp, keyFlags, keyHelp } from './key-help.js';
import { usage } from './usage.js';
import { versionLine } from './version.js';

/** What a command line does: start the service, or print a text on stdout. */
export type Command = { readonly serve: Config } | { readonly print: string };

const helpTexts: Readonly<Record<string, string>> = {
  media: mediaHelp,
  sign: signHelp,
  key: keyHelp,
  audit: auditHelp,
  callbacks: callbacksHelp,
  check: checkHelp,
  doctor: doctorHelp,
};
const names = [...Object.keys(helpTexts), 'help', 'version'];
/** Commands that start the service in other programs. */
const startCommands = ['start', 'serve', 'server', 'run', 'up'];

/**
 * Runs the command of a command line, if it has one.
 * @param warn receives warnings of one line each
 * @throws ConfigError for an invalid command line
 */
export async function command(
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  warn: (message: string) => void,
): Promise<Command> {
  const [name = '', ...rest] = args;
  if (name === '' || name.startsWith('-')) return flagsOnly(args, env);
  // Commands are loaded here, because help must not wait until the packages of the service are loaded.
  if (name === 'media') {
    if (asksHelp(name, rest, mediaFlags)) return { print: mediaHelp };
    const { mediaCommand } = await import('./media.js');
    return { print: await mediaCommand(rest, env) };
  }
  if (name === 'sign') {
    if (asksHelp(name, rest, signFlags)) return { print: signHelp };
    const { signCommand } = await import('./sign.js');
    return { print: await signCommand(rest, env, warn) };
  }
  if (name === 'callbacks') {
    if (asksHelp(name, rest, callbacksFlags)) return { print: callbacksHelp };
    const { callbacksCommand } = await import('./callbacks.js');
    return { print: await callbacksCommand(rest, env, warn) };
  }
  if (name === 'key') {
    if (asksHelp(name, rest, keyFlags)) return { print: keyHelp };
    const { keyCommand } = await import('./key.js');
    return { print: await keyCommand(rest, env, warn) };
  }
  if (name === 'audit') {
    if (asksHelp(name, rest, auditFlags)) return { print: auditHelp };
    const { auditCommand } = await import('./audit.js');
    return { print: await auditCommand(rest, env) };
  }
  if (name === 'check') {
    if (asksHelp(name, rest, checkFlags)) return { print: checkHelp };
    const { checkCommand } = await import('./check.js');
    return { print: await checkCommand(rest, env) };
  }
  if (name === 'doctor') {
    if (asksHelp(name, rest, doctorFlags)) return { print: doctorHelp };
    const { doctorCommand } = await import('./doctor.js');
    return { print: await doctorCommand(rest) };
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

function asksHelp(name: string, args: readonly string[], known: Readonly<Record<string, FlagOption>>): boolean {
  return readFlags(args, known, `cliploop-server ${name}`).help;
}

function helpOf([name]: readonly string[]): string {
  if (name === undefined || name.startsWith('-') || name === 'help' || name === 'version') return usage;
  const found = Object.hasOwn(helpTexts, name) ? helpTexts[name] : undefined;
  if (found === undefined) throw unknownCommand(name);
  return found;
}

function unknownCommand(name: string): ConfigError {
  const quoted = JSON.stringify(name);
  if (startCommands.includes(name)) {
    return new ConfigError(`Unknown command ${quoted}; cliploop-server without a command starts the service. ${see}`);
  }
  const near = nearest(name, names);
  const hint =
    near === undefined
      ? '; commands are media, sign, key, audit, callbacks, check, doctor, help and version.'
      : `; did you mean ${near}?`;
  return new ConfigError(`Unknown command ${quoted}${hint} ${see}`);
}

const see = 'See cliploop-server --help';
