import { existsSync } from 'node:fs';
import { nearest } from '@cliploop/core/schema';
import { UsageError } from '../errors/usage-error.js';
import type { FlagDefinition } from './definitions.js';
import { type Flags, findFlag, looksLikeFlag, looksLikeTime, splitAtEquals } from './find-flag.js';
import { otherToolHint } from './other-tools.js';

/** The error of an unknown flag. It suggests the most similar flag, with the given value. */
export function unknownFlag(arg: string, next: string | undefined, flags: Flags, help: string): UsageError {
  const [typed, inline] = splitAtEquals(arg);
  const hint =
    fileHint(arg) ??
    otherToolHint(typed) ??
    timeHint(typed) ??
    nearestFlagHint(typed, inline, next, flags) ??
    shortFlagHint(typed, flags);
  return new UsageError(`Unknown flag ${typed}`, hint === undefined ? help : `${hint} ${help}`);
}

export function missingValue(typed: string, { helpValue }: FlagDefinition, next: string, help: string): UsageError {
  const got = next === '' ? '' : `, got the flag ${next}`;
  const file = /^-.+\./.test(next) ? `If ${next} is a file, write ./${next}. ` : '';
  // In gifski, -q is --quiet.
  const quiet = typed === '-q' ? '--quiet has no short form. ' : '';
  return new UsageError(
    `${typed} needs a value${got}`,
    `Write ${typed} ${helpValue ?? '<value>'}. ${file}${quiet}${help}`,
  );
}

export function givenTwice(typed: string, first: string, second: string, help: string): UsageError {
  return new UsageError(
    `${typed} is given twice: ${JSON.stringify(first)} and ${JSON.stringify(second)}`,
    `Give ${typed} only once. ${help}`,
  );
}

export function unexpectedValue(typed: string, value: string, help: string): UsageError {
  return new UsageError(`${typed} takes no value, got ${JSON.stringify(value)}`, `Write ${typed} alone. ${help}`);
}

/** Rejects `-s 640x480`: in ffmpeg, `-s` is a size. */
export function rejectSize(typed: string, value: string): void {
  const [, width, height] = (typed === '-s' && /^(\d+)x(\d+)$/.exec(value)) || [];
  if (width === undefined) return;
  throw new UsageError(
    `-s is the start of the segment, got the size ${JSON.stringify(value)}`,
    `For a size, write -w ${width} -H ${height}.`,
  );
}

/** Rejects `-h 270`, which is probably a height. */
export function rejectHeight(typed: string, next: string | undefined, flags: Flags): void {
  if (typed !== '-h' || next === undefined || flags.height === undefined || !/^\d+(px|%)?$/.test(next)) return;
  throw new UsageError(
    `-h shows the help and takes no value, got ${JSON.stringify(next)}`,
    `For a height, write -H ${next}.`,
  );
}

function fileHint(arg: string): string | undefined {
  return existsSync(arg) ? `If you mean the file ${arg}, write ./${arg}.` : undefined;
}

function timeHint(typed: string): string | undefined {
  return looksLikeTime(typed) ? `If ${typed} is a negative time, put it after its flag: --start ${typed}.` : undefined;
}

function nearestFlagHint(
  typed: string,
  inline: string | undefined,
  next: string | undefined,
  flags: Flags,
): string | undefined {
  const names = Object.entries(flags).flatMap(([name, { allowNo }]) => (allowNo ? [name, `no-${name}`] : [name]));
  const near = nearest(typed.replace(/^-+/, ''), names);
  if (near === undefined) return undefined;
  let value = '';
  if (flags[near]?.type === 'option') {
    if (inline !== undefined) value = `=${inline}`;
    else if (next !== undefined && !looksLikeFlag(next)) value = ` ${next}`;
  }
  return `Did you mean --${near}${value}?`;
}

// "-fwebp" probably means "-f webp".
function shortFlagHint(typed: string, flags: Flags): string | undefined {
  const found = /^-[^-]./.test(typed) ? findFlag(typed.slice(0, 2), flags) : undefined;
  if (found === undefined || flags[found.flag]?.type !== 'option') return undefined;
  return `Did you mean ${found.typed} ${typed.slice(2)}?`;
}
