import { join, resolve } from 'node:path';
import type { InputsAndOutput } from '../arguments/inputs-and-output.js';
import { UsageError } from '../errors/usage-error.js';
import { outputName } from '../files/output-name.js';
import { isFolder, isUrl, localPath, statIfExists } from '../files/paths.js';

/** One input and its output. */
export interface Job {
  input: string;
  /** A path, or "-". */
  output: string;
}

export interface Jobs {
  jobs: Job[];
  /** The folder of the results, if one is given. */
  folder?: string;
}

/** Creates a job for each input. Throws a UsageError, before anything is written, if two jobs have the same output. */
export function createJobs({ inputs, output }: InputsAndOutput, format: string): Jobs {
  if (inputs.filter((input) => input === '-').length > 1) {
    throw new UsageError('Standard input (-) is given twice, but can be read only once', 'Give - only once.');
  }
  if (output !== undefined && /^(?!file:)[a-z][a-z0-9+.-]*:\/\//i.test(output)) {
    throw new UsageError(
      `The output must be a file or a folder, got the URL ${output}`,
      'Write a file, then upload it.',
    );
  }
  const folder = output !== undefined && isFolder(output) ? localPath(output) : undefined;
  if (output !== undefined && folder === undefined) {
    if (inputs.length > 1) throw singleOutput(output, inputs.length);
    return { jobs: inputs.map((input) => ({ input, output })) };
  }
  const jobs = inputs.map((input) => ({ input, output: outputName(input, format, folder) }));
  rejectCollisions(jobs);
  return { jobs, ...(folder !== undefined && { folder }) };
}

function singleOutput(output: string, count: number): UsageError {
  if (output === '-') {
    return new UsageError(
      `Standard output (-o -) cannot hold the results of ${count} inputs`,
      'Give a folder: -o folder/.',
    );
  }
  const flag = /\.(gif|webp|avif)$/i.test(output) ? '-o folder/' : `-o ${join(output, '/')}`;
  return new UsageError(
    `The output ${output} is one file and cannot hold the results of ${count} inputs`,
    `Give a folder, which is created if it does not exist: ${flag}.`,
  );
}

function rejectCollisions(jobs: readonly Job[]): void {
  const inputOf = new Map<string, string>();
  const sources = jobs.flatMap(({ input }) => fileId(input) ?? []);
  for (const { input, output } of jobs) {
    const path = resolve(output);
    const other = inputOf.get(path);
    if (other === input) throw new UsageError(`The input ${input} is given twice`, 'Give each input only once.');
    if (other !== undefined) {
      throw new UsageError(
        `${other} and ${input} would have the same output: ${output}`,
        'Rename one of them, or convert them into different folders.',
      );
    }
    inputOf.set(path, input);
    const existing = fileId(output);
    if (existing !== undefined && sources.includes(existing)) {
      throw new UsageError(
        `The result of ${input} would overwrite the input ${output}`,
        'Give another folder or another file with -o.',
      );
    }
  }
}

/** Identifies a file independently of its name. */
function fileId(path: string): string | undefined {
  if (path === '-' || isUrl(path)) return undefined;
  const stats = statIfExists(localPath(path));
  return stats && `${stats.dev}:${stats.ino}`;
}
