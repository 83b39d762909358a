import { extname } from 'node:path';
import { CliploopError } from '../errors.js';
import { outputPath } from '../output/open-output.js';
import { type OptionName, option, type Phrase, phrase } from '../phrase.js';
import { defaultsOf, parseRecord, type RecordIn, type RecordOut } from '../schema/record.js';
import { type ResolvedLimits, resolveLimits } from './limits.js';
import { asObject, missingInput, naming, rejectEndAndDuration } from './resolve.js';
import { stillsSchema } from './stills-schema.js';

type Parsed = RecordOut<typeof stillsSchema>;
/** The type that the schema accepts. StillsOptions is the same type as an interface. */
export type StillsIn = RecordIn<typeof stillsSchema>;

export type StillFormat = NonNullable<Parsed['format']>;

/** Which frames to take. Times are in microseconds. */
export type Selection =
  | { kind: 'times'; timesUs: number[] }
  | { kind: 'every'; number: number }
  | { kind: 'interval'; intervalUs: number }
  | { kind: 'count'; number: number; keyFrames: boolean };

type Optional = 'output' | 'end' | 'duration' | 'stream' | 'crop' | 'inputFps' | 'signal' | 'onProgress' | 'threads';
type Replaced = 'times' | 'every' | 'interval' | 'count' | 'keyFrames' | 'sprite' | 'columns' | 'rows' | 'limits';

/** The options with defaults and the extension of the output applied. Times are in microseconds. */
export type ResolvedStills = Omit<Required<Parsed>, Optional | Replaced> &
  Pick<Parsed, Optional> & {
    selection: Selection;
    /** Tiles of a sheet; 0 means the default. */
    sprite?: { columns: number; rows: number };
    limits: ResolvedLimits;
  };

const DEFAULT_TILE_WIDTH = 160;

/**
 * Validates the options of stills(). An absent option is taken from the defaults.
 *
 * @throws {CliploopError} INVALID_OPTION or FORMAT_MISMATCH; `option` names the option.
 */
export function resolveStills(options: unknown): ResolvedStills {
  const given = parseRecord(stillsSchema, asObject(options), naming);
  const { input, output, end, duration, limits, times, every, interval, count, keyFrames, ...others } = given;
  const { sprite = false, columns, rows, ...rest } = others;
  if (input === undefined) throw missingInput();
  rejectEndAndDuration(end, duration);
  if (keyFrames !== undefined && count === undefined)
    throw invalid('keyFrames', phrase`${option('keyFrames')} needs ${option('count')}`);
  for (const name of ['columns', 'rows'] as const) {
    if (given[name] !== undefined && !sprite) throw invalid(name, phrase`${option(name)} needs ${option('sprite')}`);
  }
  const { keyFrames: preferred, sprite: _, ...defaults } = defaultsOf(stillsSchema);
  const path = outputPath(output);
  const resolved: ResolvedStills = {
    ...defaults,
    ...rest,
    format: rest.format ?? formatOf(path) ?? defaults.format,
    input,
    selection: selectionOf(given, keyFrames ?? preferred),
    ...(output !== undefined && { output }),
    ...(end !== undefined && end !== 0 && { end }),
    ...(duration !== undefined && { duration }),
    ...(sprite && { sprite: { columns: columns ?? 0, rows: rows ?? 0 } }),
    limits: resolveLimits(limits),
  };
  refuseMismatch(resolved.format, path);
  if (sprite && resolved.width === 0 && resolved.height === 0) resolved.width = DEFAULT_TILE_WIDTH;
  return resolved;
}

function selectionOf({ times, every, interval, count }: Parsed, keyFrames: boolean): Selection {
  const given = Object.entries({ times, every, interval, count }).filter(([, value]) => value !== undefined);
  const [first, second] = given.map(([name]) => name);
  if (second !== undefined) {
    throw invalid(second, phrase`${option(first ?? '')} and ${option(second)} cannot be combined; give one of them`);
  }
  if (times !== undefined) return { kind: 'times', timesUs: times };
  if (every !== undefined) return { kind: 'every', number: every };
  if (interval !== undefined) return { kind: 'interval', intervalUs: interval };
  if (count !== undefined) return { kind: 'count', number: count, keyFrames };
  const names = (['times', 'every', 'interval', 'count'] as const).map(option) as [
    OptionName,
    OptionName,
    OptionName,
    OptionName,
  ];
  throw invalid(
    'times',
    phrase`Give one of ${names[0]}, ${names[1]}, ${names[2]} and ${names[3]}, to say which frames to take`,
  );
}

function invalid(name: string, message: Phrase): CliploopError {
  return new CliploopError('INVALID_OPTION', message, { stage: 'options', option: name });
}

const extensions: Readonly<Record<string, StillFormat>> = {
  '.webp': 'webp',
  '.png': 'png',
  '.jpg': 'jpeg',
  '.jpeg': 'jpeg',
};

function formatOf(path: string | undefined): StillFormat | undefined {
  return path === undefined ? undefined : extensions[extname(path).toLowerCase()];
}

/** Extensions of other media formats, which are refused. Unknown extensions such as ".part" and ".bin" are accepted. */
const OTHER_MEDIA =
  /^\.(mp4|m4v|mov|mkv|webm|avi|flv|ts|mts|mpe?g|ogv|wmv|y4m|3gp|gif|apng|avif|heic|bmp|tiff?|svg|mp3|m4a|vtt)$/;

function refuseMismatch(format: StillFormat, path: string | undefined): void {
  const extension = path === undefined ? '' : extname(path).toLowerCase();
  const named = formatOf(path);
  if (named === format || (named === undefined && !OTHER_MEDIA.test(extension))) return;
  const detail =
    named === undefined
      ? `Stills are WebP, PNG or JPEG, but the output ${path} ends in ${extension}`
      : `The format is ${format}, but the output ${path} ends in ${extension}`;
  const suggestion = named === undefined ? 'Give the output the extension .webp, .png or .jpg.' : undefined;
  throw new CliploopError('FORMAT_MISMATCH', detail, { stage: 'options', option: 'format', suggestion });
}
