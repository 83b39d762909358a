import { join, resolve } from 'node:path';
import { UsageError } from '../errors/usage-error.js';
import { isFolder, isUrl, localPath, type Places } from '../files/inputs-and-output.js';
import { outputName } from '../files/output-name.js';
import { statsOf } from '../files/stats.js';

/** The input and the output of a job. */
export interface Target {
  input: string;
  /** A path, or "-". */
  output: string;
}

export interface Targets {
  list: Target[];
  /** The folder of the results, if one is given. */
  folder?: string;
}

/** A file for each input. Throws a UsageError, before anything is written, when two results would share one. */
export function targetsOf({ inputs, output }: Places, format: string): Targets {
  if (inputs.filter((input) => input === '-').length > 1) {
    throw new UsageError('Standard input (-) is given twice, and can be read only once', 'Give - once.');
  }
  if (output !== undefined && /^(?!file:)[a-z][a-z0-9+.-]*:\/\//i.test(output)) {
    throw new UsageError(
      `The output must be a file or a folder, got the URL ${output}`,
      'Write a file, then upload it.',
    );
  }
  const folder = output !== undefined && isFolder(output) ? localPath(output) : undefined;
  if (output !== undefined && folder === undefined) {
    if (inputs.length > 1) throw oneFile(output, inputs.length);
    return { list: inputs.map((input) => ({ input, output })) };
  }
  const list = inputs.map((input) => ({ input, output: outputName(input, format, folder) }));
  refuseCollisions(list);
  return { list, ...(folder !== undefined && { folder }) };
}

function oneFile(output: string, count: number): UsageError {
  if (output === '-') {
    return new UsageError(`Standard output cannot take the results of ${count} inputs`, 'Name a folder: -o folder/.');
  }
  const made = /\.(gif|webp)$/i.test(output) ? '-o folder/' : `-o ${join(output, '/')}`;
  return new UsageError(
    `The output ${output} is one file, and cannot hold the results of ${count} inputs`,
    `Name a folder, which is created if it does not exist: ${made}.`,
  );
}

function refuseCollisions(list: readonly Target[]): void {
  const taken = new Map<string, string>();
  const sources = list.flatMap(({ input }) => identity(input) ?? []);
  for (const { input, output } of list) {
    const path = resolve(output);
    const other = taken.get(path);
    if (other !== undefined) {
      throw new UsageError(
        other === input
          ? `The input ${input} is given twice`
          : `The results of ${other} and ${input} would both be ${output}`,
        other === input ? 'Give each input once.' : 'Rename one of them, or convert them into different folders.',
      );
    }
    taken.set(path, input);
    const existing = identity(output);
    if (existing !== undefined && sources.includes(existing)) {
      throw new UsageError(
        `The result of ${input} would overwrite the input ${output}`,
        'Name another folder with -o folder/, or another file with -o.',
      );
    }
  }
}

/** Identifies a file independently of its name. */
function identity(place: string): string | undefined {
  if (place === '-' || isUrl(place)) return undefined;
  const stats = statsOf(localPath(place));
  return stats && `${stats.dev}:${stats.ino}`;
}
