import type { JsonSchema } from '@cliploop/vod';
import { formatSchema, formatValue } from './format-schema.js';
import { breakable, type Html, html } from './html.js';
import { inline } from './markdown.js';

type Resolve = (ref: unknown) => JsonSchema;

interface Member {
  readonly name: string;
  readonly schema: JsonSchema;
  readonly required: boolean;
  /** Nesting depth; 0 for a parameter of the action itself. */
  readonly depth: number;
}

/** Renders the parameters of an action. Members of an object follow it, indented. */
export function parameterTable(schema: JsonSchema, resolve: Resolve): Html {
  const rows = nestedMembers(schema, resolve, 0).map(({ name, schema: of, required, depth }) => {
    const { type, range } = formatSchema(isLinked(of, resolve) ? of : expand(of, resolve));
    return html`<tr><th scope="row" class="d${depth}">${breakable(name)}${required ? html` <b>required</b>` : undefined}</th>
<td>${type}${range && html`<small>${range}</small>`}${defaultOf(of)}</td>
<td>${inline(String(of.description ?? ''))}</td></tr>
`;
  });
  return html`<table><thead><tr><th>Parameter</th><th>Type, range</th><th>Meaning</th></tr></thead><tbody>
${rows}</tbody></table>`;
}

/** Renders the members of a result. */
export function memberTable(schema: JsonSchema): Html {
  const rows = membersOf(schema, 0).map(({ name, schema: of }) => {
    const { type, range } = formatSchema(of);
    return html`<tr><th scope="row">${breakable(name)}</th><td>${type}${range && html`<small>${range}</small>`}${defaultOf(of)}</td>
<td>${inline(String(of.description ?? ''))}</td></tr>
`;
  });
  return html`<table><thead><tr><th>Member</th><th>Type</th><th>Meaning</th></tr></thead><tbody>
${rows}</tbody></table>`;
}

/** Renders values and their meanings. */
export function meaningTable(schema: JsonSchema, head: string): Html {
  const rows = (schema.oneOf as JsonSchema[]).map(
    ({ const: value, description }) => html`<tr><th scope="row">${value === '' ? '""' : breakable(String(value))}</th>
<td>${inline(String(description))}</td></tr>
`,
  );
  return html`<table class="codes"><thead><tr><th>${head}</th><th>Meaning</th></tr></thead><tbody>
${rows}</tbody></table>`;
}

function defaultOf(of: JsonSchema): Html | undefined {
  return 'default' in of ? html`<small>default ${formatValue(of.default)}</small>` : undefined;
}

function membersOf({ properties = {}, required = [] }: JsonSchema, depth: number): Member[] {
  const requiredNames = required as string[];
  return Object.entries(properties as Record<string, JsonSchema>).map(([name, schema]) => {
    return { name, schema, required: requiredNames.includes(name), depth };
  });
}

function nestedMembers(schema: JsonSchema, resolve: Resolve, depth: number): Member[] {
  return membersOf(schema, depth).flatMap((member) => {
    if (isLinked(member.schema, resolve)) return [member];
    const expanded = expand(member.schema, resolve);
    const inner = expanded.type === 'array' ? expand(expanded.items as JsonSchema, resolve) : expanded;
    return [member, ...nestedMembers(inner, resolve, depth + 1)];
  });
}

/** Types of other products, and those that several requests share, are not expanded in tables; the table links to them. */
function isLinked({ $ref, items }: JsonSchema, resolve: Resolve): boolean {
  const ref = $ref ?? (items as JsonSchema | undefined)?.$ref;
  const { 'x-other-product': isOther, 'x-linked': isShared } = ref === undefined ? {} : resolve(ref);
  return isOther === true || isShared === true;
}

/** Replaces a reference by the type that it names. */
function expand(schema: JsonSchema, resolve: Resolve): JsonSchema {
  const { $ref, ...rest } = schema;
  if ($ref !== undefined) return { ...resolve($ref), ...rest };
  const { items } = schema as { items?: JsonSchema };
  return items?.$ref === undefined ? schema : { ...schema, items: resolve(items.$ref) };
}
