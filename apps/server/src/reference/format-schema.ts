import type { JsonSchema } from '@cliploop/vod';
import { breakable, type Html, html, join } from './html.js';

/** The type column of a table. */
interface FormattedSchema {
  readonly type: Html;
  /** The allowed values; undefined when every value of the type is allowed. */
  readonly range: Html | undefined;
}

const refName = (ref: string): string => ref.slice(ref.lastIndexOf('/') + 1);

export function linkTo(ref: unknown): Html {
  const name = refName(String(ref));
  return html`<a href="#${name}">${breakable(name)}</a>`;
}

export function formatSchema(schema: JsonSchema): FormattedSchema {
  return { type: formatType(schema), range: formatRange(schema) };
}

function formatType(schema: JsonSchema): Html {
  const { $ref, anyOf, const: only, type, format, items } = schema;
  if ($ref !== undefined) return linkTo($ref);
  // A number that is allowed besides a range belongs to the range: "0, or 128 to 4096" has the type integer.
  const alternatives = anyOf as JsonSchema[] | undefined;
  const typed = alternatives?.filter((one) => !('const' in one && typeof one.const === 'number'));
  if (typed) return join(typed.map(formatType), ' or ');
  if ('const' in schema) return formatValue(only);
  if (type === 'array') return items ? html`array of ${plural(items as JsonSchema)}` : html`array`;
  return html`${format === 'date-time' ? 'time' : String(type)}`;
}

function plural(items: JsonSchema): Html {
  return items.$ref === undefined ? html`${formatType(items)}s` : formatType(items);
}

function formatRange(schema: JsonSchema): Html | undefined {
  const { anyOf, enum: choices, items } = schema as { anyOf?: JsonSchema[]; enum?: unknown[]; items?: JsonSchema };
  if (choices) return join(choices.map(formatValue), ' ');
  if (anyOf) {
    const ranges = anyOf.map((one) =>
      'const' in one && typeof one.const === 'number' ? formatValue(one.const) : formatRange(one),
    );
    const some = ranges.filter((range) => range !== undefined);
    return some.length > 0 ? join(some, ', or ') : undefined;
  }
  const own = formatSpan(schema);
  const each = items?.$ref === undefined && items ? formatRange(items) : undefined;
  if (!each) return own === undefined ? undefined : html`${own}`;
  return own ? html`${own}, each: ${each}` : html`each: ${each}`;
}

type Bound = number | undefined;

function formatSpan(schema: JsonSchema): string | undefined {
  const { minimum, maximum, minLength, maxLength, minItems, maxItems } = schema as Record<string, Bound>;
  if (schema.type === 'string') return span(minLength, maxLength, 'character');
  if (schema.type === 'array') return maxItems === 0 ? 'empty' : span(minItems, maxItems, 'element');
  // A bound at the largest exact integer of JavaScript is no limit.
  const exact = (bound: Bound): Bound => (Math.abs(bound ?? 0) === Number.MAX_SAFE_INTEGER ? undefined : bound);
  return span(exact(minimum), exact(maximum));
}

function span(min: Bound, max: Bound, unit?: string): string | undefined {
  const units = unit === undefined ? '' : ` ${unit}${(max ?? min) === 1 ? '' : 's'}`;
  if (min !== undefined && max !== undefined) return `${min} to ${max}${units}`;
  if (max !== undefined) return `at most ${max}${units}`;
  return min === undefined ? undefined : `at least ${min}${units}`;
}

/** Formats a JSON value. */
export function formatValue(of: unknown): Html {
  return html`<code>${JSON.stringify(of)}</code>`;
}
