import { existsSync } from 'node:fs';
import { nearest } from '@cliploop/core/schema';
import { UsageError } from '../errors/usage-error.js';
import type { FlagWords } from './definitions.js';
import { type Flags, findFlag, looksLikeFlag, looksLikeTime, splitWord } from './find-flag.js';
import { foreignFlag } from './other-tools.js';

/** The error of an unknown flag. It offers the most similar flag, with the given value. */
export function unknownFlag(word: string, next: string | undefined, flags: Flags, more: string): UsageError {
  const [typed, inline] = splitWord(word);
  const offer =
    fileOffer(word) ??
    foreignFlag(typed) ??
    timeOffer(typed) ??
    nearOffer(typed, inline, next, flags) ??
    shortOffer(typed, flags);
  return new UsageError(`There is no flag ${typed}`, offer === undefined ? more : `${offer} ${more}`);
}

export function missingValue(typed: string, { helpValue }: FlagWords, next: string, more: string): UsageError {
  const why = next === '' ? '' : `, but ${next} follows it`;
  const file = /^-.+\./.test(next) ? `If ${next} is a file, write ./${next}. ` : '';
  // In gifski, -q is --quiet.
  const quiet = typed === '-q' ? '--quiet has no short form. ' : '';
  return new UsageError(
    `${typed} needs a value${why}`,
    `Write ${typed} ${helpValue ?? '<value>'}. ${file}${quiet}${more}`,
  );
}

export function givenTwice(typed: string, first: string, second: string, more: string): UsageError {
  return new UsageError(
    `${typed} is given twice: ${JSON.stringify(first)} and ${JSON.stringify(second)}`,
    `Give ${typed} once. ${more}`,
  );
}

export function needlessValue(typed: string, value: string, more: string): UsageError {
  return new UsageError(`${typed} takes no value, got ${JSON.stringify(value)}`, `Write ${typed} alone. ${more}`);
}

/** Refuses `-s 640x480`: in ffmpeg, `-s` is a size. */
export function refuseSize(typed: string, value: string): void {
  const [, width, height] = (typed === '-s' && /^(\d+)x(\d+)$/.exec(value)) || [];
  if (width === undefined) return;
  throw new UsageError(
    `-s is the start of the segment, got the size ${JSON.stringify(value)}`,
    `Write -w ${width} -H ${height} (--width ${width} --height ${height}).`,
  );
}

/** Refuses `-h 270`, which is probably a height. */
export function refuseHeight(typed: string, next: string | undefined, flags: Flags): void {
  if (typed !== '-h' || next === undefined || flags.height === undefined || !/^\d+(px|%)?$/.test(next)) return;
  throw new UsageError(
    `-h shows the help and takes no value, got ${JSON.stringify(next)}`,
    `The height is -H ${next} or --height ${next}.`,
  );
}

function fileOffer(word: string): string | undefined {
  return existsSync(word) ? `If you mean the file ${word}, write ./${word}.` : undefined;
}

function timeOffer(typed: string): string | undefined {
  return looksLikeTime(typed) ? `If ${typed} is a negative time, put it after its flag: --start ${typed}.` : undefined;
}

function nearOffer(
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

// "-fwebp" as "-f webp".
function shortOffer(typed: string, flags: Flags): string | undefined {
  const found = /^-[^-]./.test(typed) ? findFlag(typed.slice(0, 2), flags) : undefined;
  if (found === undefined || flags[found.flag]?.type !== 'option') return undefined;
  return `Did you mean ${found.typed} ${typed.slice(2)}?`;
}
