import type { Plugin } from 'vite';
import { apiDocument } from '../scripts/api-document.js';

const PREFIX = '#api-schema/';
/** At the end of a name: with the descriptions. */
const DESCRIBED = '?described';
/** The same inside of Vite: in the URLs of the development server, `#` would end the path. */
const RESOLVED = '\0api-schema:';

/** What forms need of a schema: its rules. The descriptions are in English only, and most forms have texts of their own. */
const rules = [
  'type',
  'properties',
  'required',
  'items',
  'minimum',
  'maximum',
  'minLength',
  'maxLength',
  'maxItems',
  'pattern',
  'enum',
  'const',
  'default',
  'anyOf',
  'oneOf',
  'x-error-codes',
];

/**
 * Makes the schemas of the OpenAPI document of the service available to forms, so that no limit is written twice:
 * `import schema from '#api-schema/CreateAnimatedGraphicsTemplateRequest'`. `#api-schema/NAME?described` has the descriptions, too.
 */
export function apiSchemas(): Plugin {
  let document: ReturnType<typeof apiDocument> | undefined;
  return {
    name: 'api-schemas',
    enforce: 'pre',
    resolveId: (id) => (id.startsWith(PREFIX) ? RESOLVED + id.slice(PREFIX.length) : undefined),
    async load(id) {
      if (!id.startsWith(RESOLVED)) return undefined;
      const isDescribed = id.endsWith(DESCRIBED);
      const name = id.slice(RESOLVED.length, isDescribed ? -DESCRIBED.length : undefined);
      document ??= apiDocument();
      const schema = (await document).components.schemas[name];
      if (schema === undefined) throw new Error(`The OpenAPI document has no schema ${name}`);
      return `export default ${JSON.stringify(rulesOf(schema, new Set(isDescribed ? [...rules, 'description'] : rules)))};`;
    },
  };
}

/** Leaves out what is no rule, and references to other schemas. */
function rulesOf(schema: object, kept: ReadonlySet<string>): object {
  const of = (inner: object) => rulesOf(inner, kept);
  const entries = Object.entries(schema).filter(([key]) => kept.has(key));
  return Object.fromEntries(entries.map(([key, value]) => [key, ruleOf(key, value, of)]));
}

function ruleOf(key: string, value: unknown, of: (schema: object) => object): unknown {
  if (key === 'properties') {
    return Object.fromEntries(Object.entries(value as object).map(([name, schema]) => [name, of(schema)]));
  }
  if (key === 'items') return of(value as object);
  if (key === 'anyOf' || key === 'oneOf') return (value as object[]).map(of);
  return value;
}
