import type { Stats } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import type { RawOutput } from '@cliploop/native';
import { CliploopError } from '../errors.js';
import type { StreamSink } from './stream-sink.js';
import type { Output } from './types.js';

export interface OpenedOutput {
  target: RawOutput;
  /** Takes the pieces of a `stream` target. */
  sink?: StreamSink;
}

/** `input`: the path of the input where it has one, which is never overwritten. */
export async function openOutput(
  output: Output | undefined,
  overwrite: boolean,
  input?: string | undefined,
): Promise<OpenedOutput> {
  if (output === undefined) return { target: { kind: 'bytes' } };
  const path = outputPath(output);
  if (path === undefined) return streamTo(output as Writable);
  const stats = await stat(path).catch(() => undefined);
  if (stats?.isDirectory()) throw new CliploopError('OUTPUT_UNWRITABLE', `${path}: is a directory`, { stage: 'write' });
  if (stats === undefined || stats.isFile()) {
    // The engine checks again when it renames; asked here, the answer comes before any work is done.
    if (stats !== undefined && !overwrite) throw new CliploopError('OUTPUT_EXISTS', path, { stage: 'write' });
    if (stats !== undefined && (await isSameFile(stats, input))) {
      throw new CliploopError('OUTPUT_EXISTS', `${path} is the input itself`, { stage: 'write' });
    }
    return { target: { kind: 'path', path, overwrite } };
  }
  // A device or FIFO (/dev/null, /dev/stdout) is written into: a rename would put a file in its place.
  const { createWriteStream } = await import('node:fs');
  return streamTo(createWriteStream(path));
}

async function isSameFile({ dev, ino }: Stats, path: string | undefined): Promise<boolean> {
  const other = path === undefined ? undefined : await stat(path).catch(() => undefined);
  return other?.dev === dev && other.ino === ino;
}

async function streamTo(stream: Writable): Promise<OpenedOutput> {
  const { StreamSink } = await import('./stream-sink.js');
  return { target: { kind: 'stream' }, sink: new StreamSink(stream) };
}

/** The path of an output that has one. */
export function outputPath(output: Output | undefined): string | undefined {
  if (typeof output === 'string') return /^file:/i.test(output) ? fileURLToPath(output) : output;
  return output instanceof URL ? fileURLToPath(output) : undefined;
}
