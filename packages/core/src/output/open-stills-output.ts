import { access, writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import type { RawStillsOutput } from '@cliploop/native';
import { CliploopError } from '../errors.js';
import { OpenFile } from '../open-file.js';
import type { ResolvedStills } from '../options/resolve-stills.js';
import { rawPath } from '../path/raw-path.js';
import type { StillsResult } from '../result/stills-result.js';
import { spriteVtt } from '../result/vtt.js';
import { indexPath, type NumberedPath, numberedName, numberedPath } from './numbered.js';
import { openOutput, outputPath } from './open-output.js';
import type { StreamSink } from './stream-sink.js';

interface StillsOutput {
  target: RawStillsOutput;
  /** Receives the bytes if the target is a stream. */
  sink?: StreamSink;
  /** Adds a suggestion to an error about the output. */
  explain?: (error: CliploopError) => CliploopError;
  /** Adds paths or bytes to the result of the engine, and the WebVTT index of sheets. `data`: the bytes of all pictures. */
  complete(result: StillsResult, data: Uint8Array | undefined): Promise<StillsResult>;
}

/**
 * Opens the output. `input` is the path of the input, if it has one; that file is never overwritten.
 *
 * @throws {CliploopError} OUTPUT_EXISTS if the WebVTT index of sheets exists.
 */
export async function openStillsOutput(
  { output, overwrite, format, sprite }: ResolvedStills,
  input?: string | undefined,
): Promise<StillsOutput> {
  const path = outputPath(output);
  const numbered = path === undefined ? undefined : numberedPath(path);
  const index = sprite === undefined || path === undefined ? undefined : indexPath(path);
  if (index !== undefined && !overwrite) await refuseExisting(index);
  const opened = numbered === undefined ? await openOutput(output, overwrite, input) : filesOf(numbered, overwrite);
  const nameOf = (number: number): string => {
    if (path === undefined) return `sheet-${number + 1}.${format === 'jpeg' ? 'jpg' : format}`;
    return numbered === undefined ? path : numberedName(numbered, number);
  };
  const complete = async (result: StillsResult, data: Uint8Array | undefined): Promise<StillsResult> => {
    const { stills, sheets } = result;
    for (const [number, file] of (sheets ?? stills).entries()) {
      const { offset = 0, size = 0 } = file;
      if (data !== undefined) file.data = data.subarray(offset, offset + size);
      if (path !== undefined) file.path = nameOf(number);
      if (!(output instanceof OpenFile)) delete file.offset;
    }
    if (sprite === undefined) return result;
    const vtt = spriteVtt(result, (sheet) =>
      encodeURI(basename(nameOf(sheet))).replaceAll(/[#?]/g, encodeURIComponent),
    );
    if (index === undefined) return { ...result, vtt };
    await writeIndex(index, vtt, overwrite);
    return { ...result, vtt, vttPath: index };
  };
  return { ...opened, complete };
}

function filesOf({ before, digits, after }: NumberedPath, overwrite: boolean): Omit<StillsOutput, 'complete'> {
  return { target: { kind: 'files', before: rawPath(before), digits, after: rawPath(after), overwrite } };
}

async function refuseExisting(path: string): Promise<void> {
  const exists = await access(rawPath(path)).then(
    () => true,
    () => false,
  );
  if (exists) throw new CliploopError('OUTPUT_EXISTS', path, { stage: 'write' });
}

async function writeIndex(path: string, vtt: string, overwrite: boolean): Promise<void> {
  try {
    await writeFile(rawPath(path), vtt, { flag: overwrite ? 'w' : 'wx' });
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    if (code === 'EEXIST') throw new CliploopError('OUTPUT_EXISTS', path, { stage: 'write', cause });
    throw new CliploopError('OUTPUT_UNWRITABLE', `${path}: ${message}`, { stage: 'write', cause });
  }
}
