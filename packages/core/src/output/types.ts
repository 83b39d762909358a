/// <reference types="node" preserve="true" />
import type { Writable } from 'node:stream';
import { OpenFile } from '../open-file.js';

/**
 * A path (as for Input) or file: URL, or a Writable. A file is written under a temporary name and renamed when it is complete. A Writable is
 * ended when the output is complete and destroyed if the job fails; process.stdout and process.stderr stay open.
 */
export type Output = string | URL | Writable;

function isWritable(value: unknown): value is Writable {
  if (typeof value !== 'object' || value === null) return false;
  const stream = value as Partial<Writable>;
  return typeof stream.write === 'function' && typeof stream.end === 'function' && typeof stream.on === 'function';
}

export function isOutput(value: unknown): value is Output {
  if (typeof value === 'string')
    return value !== '' && !value.includes('\0') && !/^(?!file:)[a-z][a-z0-9+.-]*:\/\//i.test(value);
  return (value instanceof URL && value.protocol === 'file:') || value instanceof OpenFile || isWritable(value);
}
