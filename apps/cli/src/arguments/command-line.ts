import { emptyWord, seeHelp, UsageError } from '../errors/usage-error.js';
import { statsOf } from '../files/stats.js';
import { checkArguments } from './check-arguments.js';
import { aliasOf } from './command-aliases.js';
import { type Commands, nearestCommand, spoken } from './definitions.js';
import { readWords } from './parse-arguments.js';

/** A command line in the form that oclif reads, with its flags as they were typed. */
export interface CommandLine {
  argv: string[];
  typed: Record<string, string>;
}

const versionWords = ['-V', '--version'];
const helpWords = ['-h', '--help'];

/**
 * Finds the command of a command line. Flags or an input without a command run `animate`; the name of a command is never read
 * as an input.
 */
export function commandLine(given: readonly string[], commands: Commands): CommandLine {
  const [first] = given;
  if (first === undefined || helpWords.includes(first)) return help(given.slice(1), commands);
  // With other arguments, -v is the flag --verbose of animate.
  if (versionWords.includes(first) || (first === '-v' && given.length === 1)) return { argv: ['version'], typed: {} };
  if (first === 'help') return help(given.slice(1), commands);
  if (first === '') throw emptyWord(seeHelp('', 'the commands'));

  const id = commandOf(given, commands);
  // "template:list" is one word, "template list" two.
  if (id !== undefined) return read(id, given.slice(first === id ? 1 : 2), commands);
  if (isTopic(first, commands)) return topic(given, commands);
  if (first.startsWith('-') || isInput(first)) return read('animate', given, commands);
  throw noCommand(given, commands);
}

function read(id: string, words: readonly string[], commands: Commands): CommandLine {
  const name = spoken(id);
  const command = commands[id] ?? {};
  const helped = { argv: [...name.split(' '), '--help'], typed: {} };
  if (words.length === 1 && words[0] === 'help' && statsOf('help') === undefined) return helped;
  if (versionWords.some((word) => words.includes(word)) && !words.includes('--'))
    return { argv: ['version'], typed: {} };
  const { argv, typed, help: wanted } = readWords(name, command, words);
  if (wanted) return helped;
  const at = argv.indexOf('--');
  checkArguments(name, command, at === -1 ? [] : argv.slice(at + 1));
  return { argv: [...name.split(' '), ...argv], typed };
}

function help(words: readonly string[], commands: Commands): CommandLine {
  const asked = words.filter((word) => !word.startsWith('-'));
  const [first] = asked;
  const name = asked.join(' ');
  if (first === undefined) return { argv: ['--help'], typed: {} };
  const known = commandOf(asked, commands);
  if (known !== undefined) return { argv: [...spoken(known).split(' '), '--help'], typed: {} };
  if (isTopic(name, commands)) return { argv: [name, '--help'], typed: {} };
  throw noCommand(asked, commands);
}

function topic(given: readonly string[], commands: Commands): CommandLine {
  const [first = '', second] = given;
  if (second === undefined || second.startsWith('-')) return { argv: [first, '--help'], typed: {} };
  throw noCommand([first, second], commands);
}

/** The id of the command that the first words name: "template show x" is "template:show". */
function commandOf(words: readonly string[], commands: Commands): string | undefined {
  const [first = '', second = ''] = words;
  return [`${first}:${second}`, first].find((id) => Object.hasOwn(commands, id));
}

function isTopic(word: string, commands: Commands): boolean {
  return Object.keys(commands).some((id) => id.startsWith(`${word}:`));
}

const MEDIA =
  /\.(mp4|m4v|mov|qt|mkv|webm|avi|flv|f4v|ts|m2ts|mts|mpe?g|m2v|vob|ogv|ogg|wmv|asf|3gp|3g2|mxf|y4m|dv|gif|a?png|webp|h26[45]|hevc|ivf|rm|rmvb)$/i;

/** Whether a word is an input: "-", a URL, a path, a name with a media extension, or an existing file. */
function isInput(word: string): boolean {
  return (
    word === '-' ||
    /^(https?|file):\/\//i.test(word) ||
    /[/\\]/.test(word) ||
    MEDIA.test(word) ||
    statsOf(word) !== undefined
  );
}

function noCommand(words: readonly string[], commands: Commands): UsageError {
  const [first = '', second = ''] = words;
  const topical = isTopic(first, commands);
  const name = topical ? `${first} ${second}` : first;
  const known = nearestCommand(topical ? name : first, commands);
  const near = (topical ? undefined : aliasOf(words)) ?? (known === undefined ? undefined : `cliploop ${known}`);
  const animate = topical ? '' : `To animate a file, run \`cliploop animate ${first}\`. `;
  const offer = near === undefined ? animate : `Did you mean \`${near}\`? `;
  const more = seeHelp(topical ? first : '', 'the commands');
  return new UsageError(`There is no command ${name}`, `${offer}${more}`);
}
