import { type AnimateOptions, CliploopError } from '@cliploop/core';
import { type AnimationFormat, animateSchema, animationFormats, checkOptions, type Entry } from '@cliploop/core/schema';
import { apiError } from '../../wire/error/api-error.js';
import { type JsonSchema, type Kind, optional, required } from '../../wire/params/kind.js';
import { refusal, shown } from '../../wire/params/message.js';
import { describeSetting } from '../settings/describe.js';
import { memberOf, type SettingOption, settingEntries } from '../settings/members.js';

export type Format = AnimationFormat;

/** The formats of animations. */
export const formats = animationFormats;

const segment = ['start', 'end', 'duration'] as const;

/** An option of animate() that is a parameter of URLs: those of settings, and the segment. The format is in the path. */
export type UrlOption = Exclude<SettingOption, 'format'> | (typeof segment)[number];

export type UrlOptions = Pick<AnimateOptions, UrlOption>;

const entries: readonly (readonly [UrlOption, Entry])[] = [
  ...segment.map((name) => [name, animateSchema[name]] as const),
  ...settingEntries.flatMap(([name, entry]) => (name === 'format' ? [] : [[name, entry] as const])),
];
const fields = new Map<string, Entry['field']>(entries.map(([name, { field }]) => [name, field]));
const names = { has: (option: string) => fields.has(option), nameOf: (option: string) => option };

/** The reference describes the settings of animations once. */
function describe(option: UrlOption, entry: Entry): JsonSchema {
  if (segment.some((name) => name === option)) return describeSetting(entry, names);
  return { ...describeSetting(entry), description: `As \`${memberOf(option)}\` of AnimationSettings.` };
}

/** Converts the text of a query. `canonicalOptions` checks the values of all parameters together. */
function optionOf(option: UrlOption, entry: Entry): Kind<unknown> {
  const { field } = entry;
  return optional(
    required({
      rule: field.rule,
      json: describe(option, entry),
      read: (value, at) => {
        if (typeof value === 'string') return field.fromText?.(value) ?? value;
        throw refusal('InvalidParameter', at.name, shown(value), field.rule);
      },
    }),
  );
}

/** The options as parameters of a query. */
export const urlOptionParams = Object.fromEntries(
  entries.map(([name, entry]) => [name, optionOf(name, entry)]),
) as Readonly<Record<UrlOption, Kind<unknown>>>;

/**
 * Checks options as animate() does, all of them together.
 * @param format absent: any
 * @returns text that is equal for values with the same meaning, such as `480` and `480px`, in any order
 * @throws ApiError InvalidParameterValue
 */
export function canonicalOptions(options: UrlOptions, format?: Format): string {
  try {
    checkOptions({ ...options, ...(format !== undefined && { format }) });
  } catch (error) {
    if (!(error instanceof CliploopError)) throw error;
    throw apiError('InvalidParameterValue', error.withOptionNames((name) => name).message, error.code);
  }
  const parsed = Object.entries(options)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => [name, fields.get(name)?.parse(value)] as const)
    .sort(([one], [other]) => (one < other ? -1 : 1));
  return JSON.stringify([format ?? null, ...parsed]);
}
