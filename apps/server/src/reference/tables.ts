import type { JsonSchema } from '@cliploop/vod';
import { breakable, type Html, html } from './html.js';
import { inline } from './markdown.js';
import { value, wordsOf } from './schema-words.js';

type Resolve = (ref: unknown) => JsonSchema;

interface Member {
  readonly name: string;
  readonly schema: JsonSchema;
  readonly required: boolean;
  /** How deep it is inside others. */
  readonly depth: number;
}

/** The parameters of an action, those inside others under them. */
export function parameterTable(schema: JsonSchema, resolve: Resolve): Html {
  const rows = deepMembers(schema, resolve, 0).map(({ name, schema: of, required, depth }) => {
    const { type, range } = wordsOf(isOfAnother(of, resolve) ? of : opened(of, resolve));
    const usual = 'default' in of ? html`<small>default ${value(of.default)}</small>` : undefined;
    return html`<tr><th scope="row" class="d${depth}">${breakable(name)}${required ? html` <b>required</b>` : undefined}</th>
<td>${type}${range && html`<small>${range}</small>`}${usual}</td>
<td>${inline(String(of.description ?? ''))}</td></tr>
`;
  });
  return html`<table><thead><tr><th>Parameter</th><th>Type, range</th><th>Meaning</th></tr></thead><tbody>
${rows}</tbody></table>`;
}

/** The members of a result. */
export function memberTable(schema: JsonSchema): Html {
  const rows = membersOf(schema, 0).map(({ name, schema: of }) => {
    const { type, range } = wordsOf(of);
    return html`<tr><th scope="row">${breakable(name)}</th><td>${type}${range && html`<small>${range}</small>`}</td>
<td>${inline(String(of.description ?? ''))}</td></tr>
`;
  });
  return html`<table><thead><tr><th>Member</th><th>Type</th><th>Meaning</th></tr></thead><tbody>
${rows}</tbody></table>`;
}

/** Words, and what each of them means. */
export function meaningTable(schema: JsonSchema, head: string): Html {
  const rows = (schema.oneOf as JsonSchema[]).map(
    ({ const: word, description }) => html`<tr><th scope="row">${word === '' ? '""' : breakable(String(word))}</th>
<td>${inline(String(description))}</td></tr>
`,
  );
  return html`<table class="codes"><thead><tr><th>${head}</th><th>Meaning</th></tr></thead><tbody>
${rows}</tbody></table>`;
}

function membersOf({ properties = {}, required = [] }: JsonSchema, depth: number): Member[] {
  const needed = required as string[];
  return Object.entries(properties as Record<string, JsonSchema>).map(([name, schema]) => {
    return { name, schema, required: needed.includes(name), depth };
  });
}

function deepMembers(schema: JsonSchema, resolve: Resolve, depth: number): Member[] {
  return membersOf(schema, depth).flatMap((member) => {
    if (isOfAnother(member.schema, resolve)) return [member];
    const whole = opened(member.schema, resolve);
    const inner = whole.type === 'array' ? opened(whole.items as JsonSchema, resolve) : whole;
    return [member, ...deepMembers(inner, resolve, depth + 1)];
  });
}

/** Types of other products are not opened: their members are at the type, where who needs them finds them. */
function isOfAnother({ $ref, items }: JsonSchema, resolve: Resolve): boolean {
  const ref = $ref ?? (items as JsonSchema | undefined)?.$ref;
  return ref !== undefined && resolve(ref)['x-other-product'] === true;
}

/** A type of its own as it would be without a name. */
function opened(schema: JsonSchema, resolve: Resolve): JsonSchema {
  const { $ref, ...beside } = schema;
  if ($ref !== undefined) return { ...resolve($ref), ...beside };
  const { items } = schema as { items?: JsonSchema };
  return items?.$ref === undefined ? schema : { ...schema, items: resolve(items.$ref) };
}
