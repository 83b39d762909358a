import schema from '#api-schema/AnimationSettings?described';
import { rulesOf, type ValueSchema, violationOf } from '../../../api/request-rules.ts';
import type { Format } from '../../../parts/formats.ts';

/** Settings with a field of their own on the page. */
const basic = new Set(['Format', 'Width', 'Height', 'Fps', 'Quality']);

/** Settings beside the basic ones, by their names in requests. Absent ones have their defaults. */
export type More = Readonly<Record<string, unknown>>;

/** The names of these settings, in the order of the API: all that the service has, also those that the page has no texts for. */
export const optionNames = (): string[] => Object.keys(schema.properties ?? {}).filter((name) => !basic.has(name));

/** The rules of one of these settings. */
export const optionSchema = (name: string): ValueSchema => schema.properties?.[name] ?? {};

/** How a value is entered. `text`: a text, or also a number; `json`: anything else. */
export type OptionKind = 'choice' | 'boolean' | 'number' | 'text' | 'object' | 'json';

export function kindOf(value: ValueSchema): OptionKind {
  const all = alternativesOf(value);
  const has = (type: string) => all.some((one) => typesOf(one).includes(type));
  if (all.some(({ properties }) => properties)) return 'object';
  if (value.enum) return 'choice';
  if (has('array') || has('object')) return 'json';
  if (has('string')) return 'text';
  if (has('number')) return 'number';
  return has('boolean') ? 'boolean' : 'json';
}

const alternativesOf = (value: ValueSchema): readonly ValueSchema[] => value.anyOf ?? value.oneOf ?? [value];

/** The types of JSON values that a schema allows. */
function typesOf({ type, enum: choices, const: only, anyOf, oneOf }: ValueSchema): string[] {
  if (type !== undefined) return [type === 'integer' ? 'number' : type];
  if (choices || only !== undefined) return (choices ?? [only]).map((one) => typeof one);
  return (anyOf ?? oneOf ?? []).flatMap(typesOf);
}

/** The schema of the members of a value of the kind `object`. */
export function membersOf(value: ValueSchema): ValueSchema {
  return alternativesOf(value).find(({ properties }) => properties) ?? {};
}

/** The value that was typed as a text: a number where the schema allows one; undefined for an empty text. */
export function valueFrom(text: string, value: ValueSchema): string | number | undefined {
  const trimmed = text.trim();
  if (trimmed === '') return undefined;
  const allowsNumber = alternativesOf(value).some((one) => typesOf(one).includes('number'));
  return allowsNumber && /^-?\d+(?:\.\d+)?$/.test(trimmed) ? Number(trimmed) : trimmed;
}

const isSame = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

/** The settings with one of them changed. Its default, and undefined, leave it out. */
export function withOption(more: More, name: string, value: unknown): More {
  const { [name]: _, ...others } = more;
  const changed = value !== undefined && !isSame(value, optionSchema(name).default);
  const names = optionNames();
  // In the order of the API, so that equal settings are equal texts.
  return Object.fromEntries(
    Object.entries(changed ? { ...others, [name]: value } : others).sort(
      ([a], [b]) => names.indexOf(a) - names.indexOf(b),
    ),
  );
}

/** The settings of an address: those that exist and have a valid value. */
export function optionsIn(given: unknown): More {
  if (typeof given !== 'object' || given === null) return {};
  let more: More = {};
  for (const name of optionNames()) {
    const value = (given as More)[name];
    if (value !== undefined && isValid(name, value)) more = withOption(more, name, value);
  }
  return more;
}

/** Whether a value has an allowed type and is in the range. The service checks the rest. */
function isValid(name: string, value: unknown): boolean {
  const option = optionSchema(name);
  const kind = kindOf(option);
  if (kind === 'object' || kind === 'json') return true;
  if (!alternativesOf(option).some((one) => typesOf(one).includes(typeof value))) return false;
  if (kind === 'boolean' || (kind === 'text' && typeof value === 'string')) return true;
  return violationOf(rulesOf(schema, name), value) === undefined;
}

/** What decides whether an option can have an effect. */
export interface OptionContext {
  readonly format: Format;
  readonly more: More;
  /** Number of videos in the file. */
  readonly streams: number;
  /** Whether the file is a raw stream, whose frames have no times. */
  readonly isRaw: boolean;
  /** Whether both width and height are given. */
  readonly hasBothSides: boolean;
}

/** Whether an option is shown: those that have no effect here are not, unless they were changed. */
export function isOffered(name: string, { format, more, streams, isRaw, hasBothSides }: OptionContext): boolean {
  if (more[name] !== undefined) return true;
  switch (name) {
    case 'Fit':
      return hasBothSides;
    case 'Gravity':
      return more.Fit === 'cover' || more.Fit === 'pad';
    case 'Background':
      return more.Fit === 'pad';
    case 'Dither':
      return format === 'gif';
    case 'Stream':
      return streams > 1;
    case 'InputFps':
      return isRaw;
    case 'SeamlessWindow':
      return more.Seamless === 'find' || more.Seamless === 'auto';
    case 'Crossfade':
      return more.Seamless === 'crossfade' || more.Seamless === 'auto';
    case 'Reduce':
      return more.MaxBytes !== undefined || more.For !== undefined;
    default:
      return true;
  }
}
