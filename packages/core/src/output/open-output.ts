import type { Stats } from 'node:fs';
import { stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Writable } from 'node:stream';
import type { RawOutput } from '@cliploop/native';
import { CliploopError } from '../errors.js';
import { OpenFile } from '../open-file.js';
import { rawPath } from '../path/raw-path.js';
import { urlPath } from '../path/url-path.js';
import type { StreamSink } from './stream-sink.js';
import type { Output } from './types.js';

interface OpenedOutput {
  target: RawOutput;
  /** Receives the bytes if the target is a stream. */
  sink?: StreamSink;
  /** Adds a suggestion to an error about the output. */
  explain?: (error: CliploopError) => CliploopError;
}

/**
 * Opens the output. A path is checked later, by the engine, after the input and the segment. `input` is the path of the input, if
 * it has one; that file is never overwritten.
 */
export async function openOutput(
  output: Output | undefined,
  overwrite: boolean,
  input?: string | undefined,
): Promise<OpenedOutput> {
  if (output === undefined) return { target: { kind: 'bytes' } };
  if (output instanceof OpenFile) {
    const { fd, spool } = output;
    return { target: { kind: 'fd', fd, ...(spool !== undefined && { spool }) } };
  }
  const path = outputPath(output);
  if (path === undefined) return streamTo(output as Writable);
  const stats = await stat(rawPath(path)).catch(() => undefined);
  if (stats === undefined || stats.isFile() || stats.isDirectory()) {
    const isInput = stats?.isFile() === true && (await isSameFile(stats, input));
    const explain = (error: CliploopError): CliploopError => explainError(error, path, isInput);
    return { target: { kind: 'path', path: rawPath(path), overwrite: overwrite && !isInput }, explain };
  }
  // A device or FIFO (/dev/null, /dev/stdout) is written directly, because a rename would replace it by a file.
  const { createWriteStream } = await import('node:fs');
  return streamTo(createWriteStream(rawPath(path)));
}

function explainError(error: CliploopError, path: string, isInput: boolean): CliploopError {
  const { code, stage, detail } = error;
  if (code === 'OUTPUT_EXISTS' && isInput) {
    const suggestion = 'Choose another name. The input file is never overwritten.';
    return new CliploopError(code, `${path} is the input file`, { stage, suggestion });
  }
  if (code === 'OUTPUT_UNWRITABLE' && detail.endsWith('it is a folder')) {
    const suggestion = `Add a file name, such as ${join(path, 'talk.gif')}.`;
    return new CliploopError(code, detail, { stage, suggestion });
  }
  if (code === 'OUTPUT_UNWRITABLE' && detail.endsWith('its folder does not exist')) {
    const folder = dirname(path);
    const suggestion = `Create the folder: mkdir -p ${quoteForShell(folder)}`;
    return new CliploopError(code, `the folder ${folder} does not exist`, { stage, suggestion });
  }
  return error;
}

function quoteForShell(path: string): string {
  return /^[\w@%+=:,./-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`;
}

async function isSameFile({ dev, ino }: Stats, path: string | undefined): Promise<boolean> {
  const other = path === undefined ? undefined : await stat(rawPath(path)).catch(() => undefined);
  return other?.dev === dev && other.ino === ino;
}

async function streamTo(stream: Writable): Promise<OpenedOutput> {
  const { StreamSink } = await import('./stream-sink.js');
  return { target: { kind: 'stream' }, sink: new StreamSink(stream) };
}

/** Returns the path of an output that is a path or a file: URL. */
export function outputPath(output: Output | undefined): string | undefined {
  if (typeof output === 'string') return /^file:/i.test(output) ? urlPath(output) : output;
  return output instanceof URL ? urlPath(output) : undefined;
}
