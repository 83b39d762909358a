import type { JsonSchema } from '@cliploop/vod';
import { breakable, type Html, html, join } from './html.js';

/** A schema in the words of a table. */
interface Words {
  readonly type: Html;
  /** What of the type is legal. */
  readonly range: Html | undefined;
}

const refName = (ref: string): string => ref.slice(ref.lastIndexOf('/') + 1);

export function linkTo(ref: unknown): Html {
  const name = refName(String(ref));
  return html`<a href="#${name}">${breakable(name)}</a>`;
}

export function wordsOf(schema: JsonSchema): Words {
  return { type: typeOf(schema), range: rangeOf(schema) };
}

function typeOf(schema: JsonSchema): Html {
  const { $ref, anyOf, const: only, type, format, items } = schema;
  if ($ref !== undefined) return linkTo($ref);
  // In requests, the type is that of the whole range: 0 or 128 to 4096 is an integer.
  const several = anyOf as JsonSchema[] | undefined;
  const typed = several?.filter((one) => !('const' in one && typeof one.const === 'number'));
  if (typed) return join(typed.map(typeOf), ' or ');
  if ('const' in schema) return value(only);
  if (type === 'array') return items ? html`array of ${plural(items as JsonSchema)}` : html`array`;
  return html`${format === 'date-time' ? 'time' : String(type)}`;
}

function plural(items: JsonSchema): Html {
  return items.$ref === undefined ? html`${typeOf(items)}s` : typeOf(items);
}

function rangeOf(schema: JsonSchema): Html | undefined {
  const { anyOf, enum: choices, items } = schema as { anyOf?: JsonSchema[]; enum?: unknown[]; items?: JsonSchema };
  if (choices) return join(choices.map(value), ' ');
  if (anyOf) {
    const ranges = anyOf.map((one) =>
      'const' in one && typeof one.const === 'number' ? value(one.const) : rangeOf(one),
    );
    const some = ranges.filter((range) => range !== undefined);
    return some.length > 0 ? join(some, ', or ') : undefined;
  }
  const own = spanOf(schema);
  const each = items?.$ref === undefined && items ? rangeOf(items) : undefined;
  if (!each) return own === undefined ? undefined : html`${own}`;
  return own ? html`${own}, each: ${each}` : html`each: ${each}`;
}

type Bound = number | undefined;

function spanOf(schema: JsonSchema): string | undefined {
  const { minimum, maximum, minLength, maxLength, minItems, maxItems } = schema as Record<string, Bound>;
  if (schema.type === 'string') return span(minLength, maxLength, 'character');
  if (schema.type === 'array') return maxItems === 0 ? 'empty' : span(minItems, maxItems, 'element');
  // Numbers that JavaScript does not keep exactly are beyond any range.
  const exact = (bound: Bound): Bound => (Math.abs(bound ?? 0) === Number.MAX_SAFE_INTEGER ? undefined : bound);
  return span(exact(minimum), exact(maximum));
}

function span(min: Bound, max: Bound, unit?: string): string | undefined {
  const units = unit === undefined ? '' : ` ${unit}${(max ?? min) === 1 ? '' : 's'}`;
  if (min !== undefined && max !== undefined) return `${min} to ${max}${units}`;
  if (max !== undefined) return `at most ${max}${units}`;
  return min === undefined ? undefined : `at least ${min}${units}`;
}

/** A JSON value. */
export function value(of: unknown): Html {
  return html`<code>${JSON.stringify(of)}</code>`;
}
