import { basename, extname } from 'node:path';
import { missingArgument, seeHelp, UsageError } from '../errors/usage-error.js';
import { exists, isFolder, isUrl } from '../files/paths.js';
import { patternProblem } from '../files/pattern.js';

/** The inputs and the output of a command line. */
export interface InputsAndOutput {
  inputs: string[];
  /** A path, a folder or "-". Absent: not given. */
  output?: string;
  /** Whether the output is the last argument, and not the value of `-o`. */
  outputIsArgument: boolean;
}

interface GivenPaths {
  /** The arguments that are not flags, in order. */
  args: readonly string[];
  /** Values of `-i`. */
  inputs: readonly string[];
  /** Value of `-o`. */
  output?: string | undefined;
}

const OUTPUT_EXTENSION = /\.(gif|webp|avif)$/i;
const seeExamples = seeHelp('animate', 'examples');

/**
 * Separates the inputs from the output. The output is the value of `-o`; without it, the last of several arguments if that ends
 * in .gif, .webp or .avif or is a folder. With `-i`, as in ffmpeg, each input has its own flag and the only argument is the output.
 * Rejects ambiguous arguments, so that no input is overwritten.
 */
export function findInputsAndOutput({ args, inputs, output }: GivenPaths): InputsAndOutput {
  if (inputs.length > 0) return withInputFlags(args, inputs, output);
  if (args.length === 0) {
    throw missingArgument(
      'input',
      'Path or URL of a video, or - for standard input',
      `For example: \`cliploop animate talk.mp4 --duration 4\`. ${seeExamples}`,
    );
  }
  if (args.length === 1) return withOutputFlag(args, output);
  const last = args.at(-1) ?? '';
  if (last === '-' && output === undefined) {
    throw new UsageError(
      'The last argument, -, is ambiguous: it could be standard input or standard output',
      `Write -o - for standard output, or put - before the other inputs. ${seeExamples}`,
    );
  }
  const others = args.slice(0, -1);
  rejectEarlyOutput(others, last);
  if (output !== undefined) {
    // With -o, an existing GIF can only be an input.
    if (isOutputName(last) && !exists(last)) throw twoOutputs(last, output);
    return withOutputFlag(args, output);
  }
  if (isFolder(last)) return { inputs: others, output: last, outputIsArgument: true };
  if (!isOutputName(last)) {
    rejectMissing(last);
    return withOutputFlag(args, undefined);
  }
  rejectAmbiguousOutput(others, last);
  return { inputs: others, output: last, outputIsArgument: true };
}

function withOutputFlag(inputs: readonly string[], output: string | undefined): InputsAndOutput {
  return { inputs: [...inputs], ...(output !== undefined && { output }), outputIsArgument: false };
}

function withInputFlags(
  args: readonly string[],
  inputs: readonly string[],
  output: string | undefined,
): InputsAndOutput {
  const [arg, extra] = args;
  if (arg === undefined) return withOutputFlag(inputs, output);
  if (extra !== undefined) {
    throw new UsageError(
      `With -i, the only argument is the output, got ${args.map(quoted).join(' and ')}`,
      `Give each input its own -i, and only one output. ${seeExamples}`,
    );
  }
  if (output !== undefined) throw twoOutputs(arg, output);
  if (arg !== '-' && !isOutputName(arg) && !isFolder(arg)) {
    throw new UsageError(
      `With -i, the argument is the output and must end in .gif, .webp or .avif or be a folder, got ${quoted(arg)}`,
      `If it is an input, write -i ${arg}. ${seeExamples}`,
    );
  }
  return { inputs: [...inputs], output: arg, outputIsArgument: true };
}

function isOutputName(arg: string): boolean {
  return !isUrl(arg) && OUTPUT_EXTENSION.test(arg);
}

function rejectEarlyOutput(others: readonly string[], last: string): void {
  const early = others.find((arg) => isOutputName(arg) && !exists(arg));
  if (early === undefined) return;
  const inputs = others.filter((arg) => arg !== early);
  throw new UsageError(
    `The input ${quoted(early)} does not exist; an output must be the last argument`,
    `If it is the output, run \`cliploop animate ${[...inputs, last, early].join(' ')}\`. ${seeExamples}`,
  );
}

function rejectMissing(last: string): void {
  if (isUrl(last) || exists(last)) return;
  const pattern = patternProblem(last);
  if (pattern !== undefined) throw new UsageError(pattern.message, pattern.suggestion);
  throw new UsageError(
    `The last argument ${quoted(last)} is neither an existing input nor an output that ends in .gif, .webp or .avif`,
    `cliploop writes only GIF, WebP and AVIF: name the output ${basename(last, extname(last))}.gif, .webp or .avif, or add a / to name a folder. ${seeExamples}`,
  );
}

function rejectAmbiguousOutput(others: readonly string[], last: string): void {
  const [input] = others;
  const known = exists(last);
  if (others.length > 1) {
    throw new UsageError(
      `The last argument ${quoted(last)} is the output, but one file cannot hold the results of ${others.length} inputs`,
      `Give a folder for the results: -o folder/${known ? `; ${last} is then an input too` : ''}. ${seeExamples}`,
    );
  }
  if (input === undefined || !isOutputName(input) || !known) return;
  throw new UsageError(
    `The last argument ${quoted(last)} is ambiguous: the file exists, so it could be a second input or the output`,
    `Write -o ${last} if it is the output, or -o folder/ to convert both. ${seeExamples}`,
  );
}

function twoOutputs(arg: string, output: string): UsageError {
  return new UsageError(
    `The output is given twice: ${quoted(arg)} and -o ${output}`,
    `Remove one of them. ${seeExamples}`,
  );
}

function quoted(value: string): string {
  return JSON.stringify(value);
}
