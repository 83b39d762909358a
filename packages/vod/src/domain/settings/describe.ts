import type { Entry } from '@cliploop/core/schema';
import type { JsonSchema } from '../../wire/params/kind.js';
import { memberOf, settingEntries } from './members.js';

/** Options as a request names them. */
export interface OptionNames {
  /** Whether requests have the option. */
  has(option: string): boolean;
  /** Its name in requests. */
  nameOf(option: string): string;
}

const settingNames = new Set<string>(settingEntries.map(([name]) => name));
const ofSettings: OptionNames = { has: (option) => settingNames.has(option), nameOf: memberOf };

/**
 * The JSON Schema of a setting, with its description, from that of the option.
 * @param names of the options. Default: those of settings
 */
export function describeSetting(
  { field, doc, unit, default: value, defaultNote }: Entry,
  names: OptionNames = ofSettings,
): JsonSchema {
  const json = onWire(field.json);
  const texts = [
    sentencesOf(doc, names),
    unit === undefined ? '' : `Unit: ${unit}.`,
    // JSON Schema says nothing of the form of the text.
    allowsText(json) ? `Values: ${field.rule}.` : '',
    value === undefined && defaultNote !== undefined ? `Default: ${defaultNote}.` : '',
  ];
  return {
    ...json,
    ...(value !== undefined && { default: value }),
    description: texts.filter((text) => text !== '').join(' '),
  };
}

/** The types of JSON values that a setting may have. */
export function typesOf({ type, enum: values, const: only, anyOf }: JsonSchema): string[] {
  const own = [type].flat().filter((one) => typeof one === 'string');
  const constants = [...((values as unknown[] | undefined) ?? []), ...(only === undefined ? [] : [only])];
  const inner = ((anyOf as JsonSchema[] | undefined) ?? []).flatMap(typesOf);
  return [...new Set([...own.map((one) => (one === 'integer' ? 'number' : one)), ...constants.map(typeOf), ...inner])];
}

/** The type of a JSON value. */
export function typeOf(value: unknown): string {
  if (Array.isArray(value)) return 'array';
  return value === null ? 'null' : typeof value;
}

interface Nested {
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly anyOf?: readonly JsonSchema[];
  readonly items?: JsonSchema;
}

/** Members of objects have the names on the wire. Values that are text have the type `string`, which generators of clients need. */
function onWire(schema: JsonSchema): JsonSchema {
  const { properties, required, anyOf, items } = schema as Nested;
  return {
    ...(isTextual(schema.enum) && { type: 'string' }),
    ...schema,
    ...(properties && {
      properties: Object.fromEntries(Object.entries(properties).map(([name, of]) => [memberOf(name), onWire(of)])),
    }),
    ...(required && { required: required.map(memberOf) }),
    ...(anyOf && { anyOf: anyOf.map(onWire) }),
    ...(items && { items: onWire(items) }),
  };
}

function isTextual(values: unknown): boolean {
  return Array.isArray(values) && values.every((value) => typeof value === 'string');
}

function allowsText({ type, anyOf, enum: values }: JsonSchema): boolean {
  if (Array.isArray(anyOf)) return anyOf.some(allowsText);
  return values === undefined && [type].flat().includes('string');
}

/** The documentation of an option without the sentences about options that requests do not have, and with the names on the wire. */
function sentencesOf(doc: string, { has, nameOf }: OptionNames): string {
  return doc
    .split(/(?<=\.) (?=[A-Z0-9])/)
    .filter((sentence) => [...sentence.matchAll(/`(\w+)`/g)].every(([, name = '']) => has(name)))
    .join(' ')
    .replaceAll(/`(\w+)`/g, (_, name: string) => nameOf(name));
}
