import type { ApiError } from './api-error.ts';

/** The rules of a value in the OpenAPI document. */
export interface ValueSchema {
  readonly type?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly maxItems?: number;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly default?: unknown;
  readonly anyOf?: readonly ValueSchema[];
  readonly oneOf?: readonly ValueSchema[];
  readonly properties?: Readonly<Record<string, ValueSchema>>;
  readonly items?: ValueSchema;
  readonly 'x-error-codes'?: readonly string[];
  /** In English. Only in schemas that are imported with `?described`. */
  readonly description?: string;
}

/** The rules of a request: `import schema from '#api-schema/CreateAnimatedGraphicsTemplateRequest'`. */
export interface RequestSchema extends ValueSchema {
  readonly required?: readonly string[];
}

/** The rules of one parameter. */
export interface Rules {
  readonly required: boolean;
  readonly integer: boolean;
  readonly min: number | undefined;
  readonly max: number | undefined;
  /** A value outside of the range that is allowed, too: 0 often means "as the source". */
  readonly or: number | undefined;
  readonly minLength: number;
  readonly maxLength: number | undefined;
  readonly maxItems: number | undefined;
  readonly choices: readonly unknown[];
  readonly default: unknown;
}

/** The rules of a parameter of a request. */
export function rulesOf(schema: RequestSchema, name: string): Rules {
  const value = schema.properties?.[name];
  if (value === undefined) throw new Error(`The request has no parameter ${name}`);
  const range = value.anyOf?.find(({ const: one }) => one === undefined) ?? value;
  const or = value.anyOf?.find(({ const: one }) => typeof one === 'number')?.const as number | undefined;
  return {
    required: schema.required?.includes(name) ?? false,
    integer: range.type === 'integer',
    min: range.minimum,
    max: range.maximum,
    or,
    minLength: range.minLength ?? 0,
    maxLength: range.maxLength,
    maxItems: range.maxItems,
    choices: range.enum ?? [],
    default: value.default,
  };
}

/** What is wrong with a value. */
export type Violation = 'missing' | 'number' | 'integer' | 'range' | 'long' | 'choice';

/** Which rule a value breaks. An empty one is absent. */
export function violationOf(rules: Rules, value: unknown): Violation | undefined {
  if (value === undefined || value === '') return rules.required || rules.minLength > 0 ? 'missing' : undefined;
  if (rules.choices.length > 0) return rules.choices.includes(value) ? undefined : 'choice';
  if (typeof value === 'string' && rules.min === undefined) {
    // The service counts characters, and not UTF-16 units.
    return rules.maxLength !== undefined && [...value].length > rules.maxLength ? 'long' : undefined;
  }
  if (typeof value !== 'number' || !Number.isFinite(value)) return 'number';
  if (value === rules.or) return undefined;
  if (rules.integer && !Number.isInteger(value)) return 'integer';
  const { min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY } = rules;
  return value < min || value > max ? 'range' : undefined;
}

/**
 * The parameter that an error of the service is about, to show it at its field: by the codes in the schema, else the first parameter
 * that the message names.
 * @param names parameters that have a field
 */
export function parameterOf<N extends string>(
  schema: RequestSchema,
  error: ApiError,
  names: readonly N[],
): N | undefined {
  const byCode = names.filter((name) => schema.properties?.[name]?.['x-error-codes']?.includes(error.code));
  const inMessage = names
    .map((name) => ({ name, at: error.message.search(new RegExp(`\\b${name}\\b`)) }))
    .filter(({ at }) => at >= 0)
    .sort((a, b) => a.at - b.at)
    .map(({ name }) => name);
  return inMessage.find((name) => byCode.includes(name)) ?? byCode[0] ?? inMessage[0];
}
