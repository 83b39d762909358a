import type { Plugin } from 'vite';
import { apiDocument } from '../scripts/api-document.js';

const PREFIX = '#api-schema/';
/** The same inside of Vite: in the URLs of the development server, `#` would end the path. */
const RESOLVED = '\0api-schema:';

/** What forms need of a schema: its rules. The descriptions are in English only. */
const rules = new Set([
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
]);

/**
 * Makes the schemas of the OpenAPI document of the service available to forms, so that no limit is written twice:
 * `import schema from '#api-schema/CreateAnimatedGraphicsTemplateRequest'`.
 */
export function apiSchemas(): Plugin {
  let document: ReturnType<typeof apiDocument> | undefined;
  return {
    name: 'api-schemas',
    enforce: 'pre',
    resolveId: (id) => (id.startsWith(PREFIX) ? RESOLVED + id.slice(PREFIX.length) : undefined),
    async load(id) {
      if (!id.startsWith(RESOLVED)) return undefined;
      const name = id.slice(RESOLVED.length);
      document ??= apiDocument();
      const schema = (await document).components.schemas[name];
      if (schema === undefined) throw new Error(`The OpenAPI document has no schema ${name}`);
      return `export default ${JSON.stringify(rulesOf(schema))};`;
    },
  };
}

/** Leaves out what is no rule, and references to other schemas. */
function rulesOf(schema: object): object {
  const entries = Object.entries(schema).filter(([key]) => rules.has(key));
  return Object.fromEntries(entries.map(([key, value]) => [key, ruleOf(key, value)]));
}

function ruleOf(key: string, value: unknown): unknown {
  if (key === 'properties') {
    return Object.fromEntries(Object.entries(value as object).map(([name, schema]) => [name, rulesOf(schema)]));
  }
  if (key === 'items') return rulesOf(value as object);
  if (key === 'anyOf' || key === 'oneOf') return (value as object[]).map(rulesOf);
  return value;
}
