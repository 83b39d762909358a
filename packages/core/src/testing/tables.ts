import type { ErrorEntry } from '../errors.js';
import type { Destination } from '../options/destinations.js';
import { defaultText, type RecordSchema } from '../schema/record.js';
import type { Members } from '../schema/shape.js';

/** Tables of the README, generated from the schemas and catalogs. */
export function optionsTable(schema: RecordSchema): string {
  const rows = Object.entries(schema).map(([name, entry]) => [
    `\`${name}\``,
    entry.doc,
    entry.field.rule,
    entry.unit ?? '',
    entry.required ? 'required' : (defaultText(entry) ?? ''),
  ]);
  return table(['name', 'description', 'values', 'unit', 'default'], rows);
}

export function membersTable(members: Members): string {
  const rows = Object.entries(members).map(([name, { shape, doc, unit }]) => [
    `\`${name}\``,
    doc,
    shape.type,
    unit ?? '',
  ]);
  return table(['name', 'description', 'type', 'unit'], rows);
}

export function errorsTable(catalog: Readonly<Record<string, ErrorEntry>>): string {
  const rows = Object.entries(catalog).map(([code, { exitCode, retryable, suggestion }]) => [
    `\`${code}\``,
    String(exitCode),
    retryable ? 'yes' : 'no',
    suggestion,
  ]);
  return table(['code', 'exit code', 'retryable', 'suggestion'], rows);
}

export function warningsTable(catalog: Readonly<Record<string, string>>): string {
  return table(
    ['code', 'meaning'],
    Object.entries(catalog).map(([code, meaning]) => [`\`${code}\``, meaning]),
  );
}

export function destinationsTable(services: Readonly<Record<string, Destination>>): string {
  const rows = Object.entries(services).map(([value, { name, formats, rules, defaults, source }]) => [
    `\`${value}\``,
    `[${name}](${source})`,
    rules,
    formats.join(', '),
    Object.entries(defaults)
      .map(([option, setting]) => `\`${option}\` ${setting}`)
      .join(', '),
  ]);
  return table(['value', 'service', 'limits', 'formats', 'defaults'], rows);
}

/** Replaces the text between `<!-- name -->` and `<!-- /name -->`. */
export function replaceSection(text: string, name: string, body: string): string {
  const section = new RegExp(`(<!-- ${name} -->\n)[^]*?(<!-- /${name} -->)`);
  if (!section.test(text)) throw new Error(`No section "${name}" in the text`);
  return text.replace(section, (_, open: string, close: string) => `${open}\n${body}\n${close}`);
}

// Padded in the same way as the formatter does it.
function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const cells = [head, ...rows].map((row) => row.map((cell) => cell.replaceAll('|', '\\|')));
  const widths = head.map((_, column) => Math.max(3, ...cells.map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]): string =>
    `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  const [first = [], ...others] = cells;
  return [line(first), line(widths.map((width) => '-'.repeat(width))), ...others.map(line), ''].join('\n');
}
