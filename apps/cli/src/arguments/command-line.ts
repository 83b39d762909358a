import { emptyArgument, seeHelp, UsageError } from '../errors/usage-error.js';
import { statIfExists } from '../files/paths.js';
import { checkArguments } from './check-arguments.js';
import { type Commands, commandName, nearestCommand } from './definitions.js';
import { aliasCommandLine } from './other-tools.js';
import { parseArguments } from './parse-arguments.js';

/** A command line in the form that oclif reads. */
interface CommandLine {
  argv: string[];
  /** Each flag as it was typed: `{ start: '-ss' }`. */
  typedFlags: Record<string, string>;
}

const versionFlags = ['-V', '--version'];
const helpFlags = ['-h', '--help'];

/**
 * Finds the command of a command line and parses its arguments. Flags or an input without a command run `animate`. The name of
 * a command is never an input.
 */
export function parseCommandLine(args: readonly string[], commands: Commands): CommandLine {
  const [first] = args;
  if (first === undefined || first === 'help' || helpFlags.includes(first)) return help(args.slice(1), commands);
  // With other arguments, -v is the flag --verbose of animate.
  if (versionFlags.includes(first) || (first === '-v' && args.length === 1)) return withoutFlags('version');
  if (first === '') throw emptyArgument(seeHelp('', 'the list of commands'));

  const id = findCommand(args, commands);
  // "template:list" is one argument, "template list" two.
  if (id !== undefined) return command(id, args.slice(first === id ? 1 : 2), commands);
  if (isTopic(first, commands)) return topic(args, commands);
  if (first.startsWith('-') || isInput(first)) return command('animate', args, commands);
  throw unknownCommand(args, commands);
}

function command(id: string, args: readonly string[], commands: Commands): CommandLine {
  const name = commandName(id);
  const definition = commands[id] ?? {};
  if (args.length === 1 && args[0] === 'help' && statIfExists('help') === undefined) return helpOf(name);
  if (versionFlags.some((flag) => args.includes(flag)) && !args.includes('--')) return withoutFlags('version');
  const { flags, positionals, typedFlags, help: helpFlag } = parseArguments(name, definition, args);
  if (helpFlag) return helpOf(name);
  checkArguments(name, definition, positionals);
  const operands = positionals.length > 0 ? ['--', ...positionals] : [];
  return { argv: [...name.split(' '), ...flags, ...operands], typedFlags };
}

function help(args: readonly string[], commands: Commands): CommandLine {
  const names = args.filter((arg) => !arg.startsWith('-'));
  if (names.length === 0) return withoutFlags('--help');
  const id = findCommand(names, commands);
  if (id !== undefined) return helpOf(commandName(id));
  const name = names.join(' ');
  if (isTopic(name, commands)) return helpOf(name);
  throw unknownCommand(names, commands);
}

function topic(args: readonly string[], commands: Commands): CommandLine {
  const [name = '', second] = args;
  if (second === undefined || second.startsWith('-')) return helpOf(name);
  throw unknownCommand([name, second], commands);
}

function helpOf(name: string): CommandLine {
  return withoutFlags(...name.split(' '), '--help');
}

function withoutFlags(...argv: string[]): CommandLine {
  return { argv, typedFlags: {} };
}

/** The id of the command that the first arguments name: "template show x" is "template:show". */
function findCommand(args: readonly string[], commands: Commands): string | undefined {
  const [first = '', second = ''] = args;
  return [`${first}:${second}`, first].find((id) => Object.hasOwn(commands, id));
}

function isTopic(name: string, commands: Commands): boolean {
  return Object.keys(commands).some((id) => id.startsWith(`${name}:`));
}

const MEDIA =
  /\.(mp4|m4v|mov|qt|mkv|webm|avi|flv|f4v|ts|m2ts|mts|mpe?g|m2v|vob|ogv|ogg|wmv|asf|3gp|3g2|mxf|y4m|dv|gif|a?png|webp|h26[45]|hevc|ivf|rm|rmvb)$/i;

/** Whether an argument is an input: "-", a URL, a path, a name with a media extension, or an existing file. */
function isInput(arg: string): boolean {
  return (
    arg === '-' ||
    /^(https?|file):\/\//i.test(arg) ||
    /[/\\]/.test(arg) ||
    MEDIA.test(arg) ||
    statIfExists(arg) !== undefined
  );
}

function unknownCommand(args: readonly string[], commands: Commands): UsageError {
  const [first = '', second = ''] = args;
  const inTopic = isTopic(first, commands);
  const name = inTopic ? `${first} ${second}` : first;
  const near = nearestCommand(name, commands);
  const meant = (inTopic ? undefined : aliasCommandLine(args)) ?? (near === undefined ? undefined : `cliploop ${near}`);
  const animate = inTopic ? '' : `To animate a file, run \`cliploop animate ${first}\`. `;
  return new UsageError(
    `Unknown command ${JSON.stringify(name)}`,
    `${meant === undefined ? animate : `Did you mean \`${meant}\`? `}${seeHelp(inTopic ? first : '', 'the list of commands')}`,
  );
}
