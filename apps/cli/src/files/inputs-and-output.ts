import { existsSync } from 'node:fs';
import { basename, extname, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { seeHelp, UsageError } from '../errors/usage-error.js';
import { patternProblem } from './pattern.js';
import { statsOf } from './stats.js';

/** The inputs and the output of a command line. */
export interface Places {
  inputs: string[];
  /** A path, a folder or "-". Absent: not given. */
  output?: string;
  /** The output is the last argument, not the value of `-o`. */
  understood: boolean;
}

export interface GivenPlaces {
  /** Arguments in order. */
  words: readonly string[];
  /** Values of `-i`. */
  inputs: readonly string[];
  /** Value of `-o`. */
  output?: string | undefined;
}

const OUTPUT = /\.(gif|webp)$/i;
const more = seeHelp('animate', 'examples');

/**
 * Tells inputs from the output. The output is the value of `-o`; without it, the last of several arguments when that ends
 * in .gif or .webp or is a folder. With `-i`, as in ffmpeg, every input has its flag and the one argument is the output.
 * Ambiguous arguments are refused, so that no input is ever overwritten.
 */
export function placesOf({ words, inputs, output }: GivenPlaces): Places {
  if (inputs.length > 0) return afterFlag(words, inputs, output);
  if (words.length === 0) {
    throw new UsageError(
      'animate needs an input: a path, a URL, or - for standard input',
      `For example: \`cliploop animate talk.mp4 --duration 4\`. ${more}`,
    );
  }
  if (words.length === 1) return said([...words], output);
  const last = words.at(-1) ?? '';
  if (last === '-' && output === undefined) {
    throw new UsageError(
      'The last argument - could be standard input or standard output',
      `Write -o - for standard output, or put - before the other inputs. ${more}`,
    );
  }
  const before = words.slice(0, -1);
  refuseEarlyOutput(before, last);
  if (output !== undefined) return withFlag(words, last, output);
  if (isFolder(last)) return { inputs: before, output: last, understood: true };
  if (!isOutputName(last)) {
    refuseAbsent(last);
    return said([...words], undefined);
  }
  refuseDoubtful(before, last);
  return { inputs: before, output: last, understood: true };
}

/** Whether a path is meant as a folder: it ends with a slash, or is one. */
export function isFolder(path: string): boolean {
  if (path === '-' || isUrl(path)) return false;
  const local = localPath(path);
  return local.endsWith('/') || local.endsWith(sep) || statsOf(local)?.isDirectory() === true;
}

/** The path of a file: URL; anything else as it is. */
export function localPath(place: string): string {
  if (!/^file:/i.test(place)) return place;
  try {
    return fileURLToPath(place);
  } catch {
    // The library reports what is wrong with it.
    return place;
  }
}

export function isUrl(place: string): boolean {
  return /^https?:/i.test(place);
}

function said(inputs: string[], output: string | undefined): Places {
  return { inputs, ...(output !== undefined && { output }), understood: false };
}

function afterFlag(words: readonly string[], inputs: readonly string[], output: string | undefined): Places {
  const [word, extra] = words;
  if (word === undefined) return said([...inputs], output);
  if (extra !== undefined) {
    throw new UsageError(
      `With -i, the only argument is the output, got ${words.map(quoted).join(' and ')}`,
      `Give each input its own -i, and one output. ${more}`,
    );
  }
  if (output !== undefined) throw twoOutputs(word, output);
  if (word !== '-' && !isOutputName(word) && !isFolder(word)) {
    throw new UsageError(
      `With -i, the argument ${quoted(word)} is the output, and an output ends in .gif or .webp or is a folder`,
      `If it is an input, write -i ${word}. ${more}`,
    );
  }
  return { inputs: [...inputs], output: word, understood: true };
}

function withFlag(words: readonly string[], last: string, output: string): Places {
  // With -o, a GIF that exists can only be an input.
  if (isOutputName(last) && !existsSync(localPath(last))) throw twoOutputs(last, output);
  return said([...words], output);
}

function isOutputName(word: string): boolean {
  return !isUrl(word) && OUTPUT.test(word);
}

function refuseEarlyOutput(before: readonly string[], last: string): void {
  const early = before.find((word) => isOutputName(word) && !existsSync(localPath(word)));
  if (early === undefined) return;
  throw new UsageError(
    `${quoted(early)} is not an input, because there is no such file, and the output comes last`,
    `For example: \`cliploop animate ${[...before.filter((word) => word !== early), last].join(' ')} ${early}\`. ${more}`,
  );
}

function refuseAbsent(last: string): void {
  if (isUrl(last) || existsSync(localPath(last))) return;
  const pattern = patternProblem(last);
  if (pattern !== undefined) throw new UsageError(pattern.message, pattern.suggestion);
  throw new UsageError(
    `${quoted(last)} is neither an input, because there is no such file, nor an output, because it ends in neither .gif nor .webp`,
    `cliploop writes only GIF and WebP: name the output ${basename(last, extname(last))}.gif or .webp, or a folder with / at its end. ${more}`,
  );
}

function refuseDoubtful(before: readonly string[], last: string): void {
  const [input] = before;
  if (before.length > 1) {
    throw new UsageError(
      `${quoted(last)} was taken as the output, because it comes last and ends in ${extension(last)}, but one file cannot hold the results of ${before.length} inputs`,
      `Name a folder for the results with -o folder/${existsSync(localPath(last)) ? `; ${last} is then an input too` : ''}. ${more}`,
    );
  }
  if (input === undefined || !isOutputName(input) || !existsSync(localPath(last))) return;
  throw new UsageError(
    `${quoted(last)} exists, so it could be a second input or the output`,
    `Write -o ${last} if it is the output, or -o folder/ to convert both. ${more}`,
  );
}

function twoOutputs(word: string, output: string): UsageError {
  return new UsageError(
    `The output is given twice: ${quoted(word)} and -o ${output}`,
    `Leave one of them out. ${more}`,
  );
}

function extension(word: string): string {
  return OUTPUT.exec(word)?.[0] ?? '';
}

function quoted(value: string): string {
  return JSON.stringify(value);
}
