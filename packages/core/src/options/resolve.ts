import { extname } from 'node:path';
import { CliploopError } from '../errors.js';
import { outputPath } from '../output/open-output.js';
import { option, phrase } from '../phrase.js';
import { paceOf } from '../result/plan-of.js';
import { formatValue, type Out } from '../schema/field.js';
import { defaultsOf, parseRecord, type RecordIn, type RecordOut } from '../schema/record.js';
import type { Template } from '../template/template.js';
import { templates } from '../template/templates.js';
import { applyRules, formatFor, usualFor } from './for-destination.js';
import { type AnimationFormat, formatOfExtension } from './format.js';
import { type ResolvedLimits, resolveLimits } from './limits.js';
import { animateSchema, probeSchema } from './schema.js';

type Parsed = RecordOut<typeof animateSchema>;
/** The type that the schema accepts. AnimateOptions is the same type as an interface, which editors show with its documentation. */
export type AnimateIn = RecordIn<typeof animateSchema>;

/** The options with the template, the defaults and the extension of the output applied. Times are in microseconds. */
export type ResolvedOptions = Omit<
  Required<Parsed>,
  | 'output'
  | 'start'
  | 'end'
  | 'duration'
  | 'stream'
  | 'crop'
  | 'maxBytes'
  | 'seamlessWindow'
  | 'inputFps'
  | 'template'
  | 'for'
  | 'limits'
  | 'threads'
  | 'signal'
  | 'onProgress'
  | 'onPlan'
> &
  Pick<
    Parsed,
    | 'output'
    | 'duration'
    | 'stream'
    | 'crop'
    | 'maxBytes'
    | 'seamlessWindow'
    | 'inputFps'
    | 'signal'
    | 'onProgress'
    | 'onPlan'
  > & {
    /** Microseconds. */
    start: number;
    /** Set when the engine chooses the start, for `duration`. */
    startAuto?: true;
    /** Set when an option or a template gives `fps`. Otherwise, a slower source keeps its frame times. */
    fpsChosen?: true;
    /** Set when `duration` is the longest one that a service allows, and the video may be shorter. */
    atMost?: true;
    /** Absent: the segment ends after `duration`, or at the end of the video. */
    end?: number;
    limits: ResolvedLimits;
    /** Absent: one for each available processor. */
    threads?: number;
  };

export const naming = { code: 'INVALID_OPTION', noun: 'option', prefix: '' } as const;

/**
 * Validates the options of animate(). An absent option is taken from the template, or else from the defaults.
 *
 * @throws {CliploopError} INVALID_OPTION, FORMAT_MISMATCH, TEMPLATE_INVALID or TEMPLATE_NOT_FOUND; `option` names the option.
 */
export function resolveOptions(options: unknown): ResolvedOptions {
  const given = parseRecord(animateSchema, asObject(options), naming);
  const { input, template, output, end, limits, for: service, ...rest } = given;
  if (input === undefined) throw missingInput();
  rejectEndAndDuration(end, rest.duration);
  rejectSeamlessBoomerang(rest.seamless, rest.playback);
  const defaults = defaultsOf(animateSchema);
  const base = template === undefined ? undefined : optionsOf(resolveTemplate(template));
  const path = outputPath(output);
  const usual = service === undefined ? undefined : parseRecord(animateSchema, usualFor(service, rest), naming);
  const format =
    rest.format ?? base?.format ?? formatOf(path) ?? (service === undefined ? defaults.format : formatFor(service));
  refuseMismatch(format, path);
  const isAuto = rest.start === 'auto';
  const resolved = {
    ...defaults,
    ...base,
    ...usual,
    ...rest,
    start: isAuto ? 0 : Number(rest.start ?? defaults.start),
    ...(isAuto && { startAuto: true as const }),
    format,
    input,
    ...((rest.fps !== undefined || usual?.fps !== undefined || base !== undefined) && { fpsChosen: true as const }),
    ...(output !== undefined && { output }),
    ...(end !== undefined && end !== 0 && { end }),
    limits: resolveLimits(limits),
  };
  const ruled = service === undefined ? resolved : { ...resolved, ...applyRules(service, resolved, paceOf(resolved)) };
  if (isAuto && ruled.duration === undefined) throw autoNeedsDuration();
  return ruled;
}

type ResolvedProbeOptions = Omit<RecordOut<typeof probeSchema>, 'limits'> & { limits: ResolvedLimits };

/** Validates the input and the options of probe(). Throws INVALID_OPTION. */
export function resolveProbeOptions(
  input: unknown,
  options: unknown,
): ResolvedProbeOptions & Pick<ResolvedOptions, 'input'> {
  const known = parseRecord({ input: animateSchema.input }, { input }, naming);
  if (known.input === undefined) throw missingInput();
  const { limits, ...rest } = parseRecord(probeSchema, asObject(options ?? {}), naming);
  return { ...rest, input: known.input, limits: resolveLimits(limits) };
}

function resolveTemplate(given: Out<(typeof animateSchema)['template']['field']>): Template {
  return typeof given === 'number' ? templates.get(given) : templates.check(given);
}

function optionsOf({ format, width, height, resolutionAdaptive, fps, quality }: Template) {
  return {
    format,
    width,
    height,
    resolutionAdaptive: resolutionAdaptive === 'open',
    fps: { num: fps, den: 1 },
    quality,
  };
}

function formatOf(path: string | undefined): AnimationFormat | undefined {
  return path === undefined ? undefined : formatOfExtension(extname(path));
}

/** Extensions of other media formats, which are refused. Unknown extensions such as ".part" and ".bin" are accepted. */
const OTHER_MEDIA =
  /^\.(mp4|m4v|mov|mkv|webm|avi|flv|ts|mts|mpe?g|ogv|wmv|y4m|3gp|png|apng|jpe?g|heic|bmp|tiff?|svg|mp3|m4a)$/;

function refuseMismatch(format: AnimationFormat, path: string | undefined): void {
  const extension = path === undefined ? '' : extname(path).toLowerCase();
  const named = formatOf(path);
  if (named === format || (named === undefined && !OTHER_MEDIA.test(extension))) return;
  const detail =
    named === undefined
      ? `cliploop writes GIF, WebP and AVIF only, but the output ${path} ends in ${extension}`
      : `The format is ${format}, but the output ${path} ends in ${extension}`;
  const suggestion = named === undefined ? 'Give the output the extension .gif, .webp or .avif.' : undefined;
  throw new CliploopError('FORMAT_MISMATCH', detail, { stage: 'options', option: 'format', suggestion });
}

/** Throws INVALID_OPTION if both are given. */
export function rejectEndAndDuration(end: number | undefined, duration: number | undefined): void {
  if (end === undefined || end === 0 || duration === undefined) return;
  throw new CliploopError(
    'INVALID_OPTION',
    phrase`${option('end')} and ${option('duration')} cannot be combined; give one of them`,
    { stage: 'options', option: 'duration' },
  );
}

function autoNeedsDuration(): CliploopError {
  return new CliploopError('INVALID_OPTION', phrase`${option('start')} auto needs ${option('duration')}`, {
    stage: 'options',
    option: 'start',
  });
}

function rejectSeamlessBoomerang(seamless: string | undefined, playback: string | undefined): void {
  if (playback !== 'boomerang' || seamless === undefined || seamless === 'none') return;
  throw new CliploopError(
    'INVALID_OPTION',
    phrase`${option('seamless')} ${seamless} cannot be combined with ${option('playback')} boomerang, which has no jump`,
    { stage: 'options', option: 'seamless' },
  );
}

export function asObject(options: unknown): object {
  if (typeof options === 'object' && options !== null && !Array.isArray(options)) return options;
  throw new CliploopError('INVALID_OPTION', `the options must be an object, got ${formatValue(options)}`, {
    stage: 'options',
  });
}

export function missingInput(): CliploopError {
  return new CliploopError('INVALID_OPTION', phrase`${option('input')} is required`, {
    stage: 'options',
    option: 'input',
  });
}
