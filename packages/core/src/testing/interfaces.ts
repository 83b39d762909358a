import type { RecordSchema } from '../schema/record.js';
import type { Members, Shape } from '../schema/shape.js';

/** Interfaces for editors, written from the schemas: their inferred types would show no documentation. */
export const GENERATED = '// Written by `npm test -- -u` from the schema; the tests fail when it is stale.\n';

/** The options of a call. */
export function optionsInterface(name: string, doc: string, schema: RecordSchema): string {
  const lines = Object.entries(schema).map(([key, { field, doc, unit, default: fallback, required }]) => {
    const notes = [unit && `Unit: ${unit}.`, `Range: ${field.expected}.`, fallback && `Default: ${fallback}.`];
    const absent = required ? '' : ' | undefined';
    return member(key, [doc, ...notes], required ? field.type : optional(field.type) + absent, !required);
  });
  return `/** ${doc} */\nexport interface ${name} {\n${lines.join('\n')}\n}\n`;
}

/** A result and the objects in it, innermost first. `known` are declared elsewhere. */
export function resultInterfaces(root: Shape<unknown>, doc: string, known: ReadonlySet<string>): string {
  const written = new Map<string, string>();
  const visit = (shape: Shape<unknown>, comment: string): void => {
    if (shape.item !== undefined) visit(shape.item, comment);
    if (shape.members === undefined || known.has(shape.type) || written.has(shape.type)) return;
    for (const { shape: inner, doc: words } of Object.values(shape.members)) visit(inner, words);
    written.set(shape.type, `/** ${comment} */\nexport interface ${shape.type} {\n${membersOf(shape.members)}\n}\n`);
  };
  visit(root, doc);
  return [...written.values()].join('\n');
}

function membersOf(members: Members): string {
  return Object.entries(members)
    .map(([key, { shape, doc, unit, optional: absent }]) =>
      member(key, [doc, unit && `Unit: ${unit}.`], shape.type, absent === true),
    )
    .join('\n');
}

function member(key: string, comment: readonly (string | undefined)[], type: string, optional: boolean): string {
  const [doc, ...notes] = comment.filter(Boolean);
  const mark = optional ? '?' : '';
  const words = notes.length === 0 ? `/** ${doc} */` : `/**\n   * ${doc}\n   * ${notes.join(' ')}\n   */`;
  return `  ${words}\n  ${key}${mark}: ${type};`;
}

function optional(type: string): string {
  return type.includes('=>') ? `(${type})` : type;
}
