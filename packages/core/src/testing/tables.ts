import type { ErrorEntry } from '../errors.js';
import type { RecordSchema } from '../schema/record.js';
import type { Members } from '../schema/shape.js';

/** Tables of the README, written from the schemas and catalogues. */
export function optionsTable(schema: RecordSchema): string {
  const rows = Object.entries(schema).map(([name, { field, doc, unit, default: fallback, required }]) => [
    `\`${name}\``,
    field.expected,
    unit ?? '',
    required ? 'required' : (fallback ?? ''),
    doc,
  ]);
  return table(['name', 'range', 'unit', 'default', 'what it is'], rows);
}

export function membersTable(members: Members): string {
  const rows = Object.entries(members).map(([name, { shape, doc, unit }]) => [
    `\`${name}\``,
    shape.type,
    unit ?? '',
    doc,
  ]);
  return table(['name', 'type', 'unit', 'what it is'], rows);
}

export function errorsTable(catalogue: Readonly<Record<string, ErrorEntry>>): string {
  const rows = Object.entries(catalogue).map(([code, { exitCode, retryable, suggestion }]) => [
    `\`${code}\``,
    String(exitCode),
    retryable ? 'yes' : 'no',
    suggestion,
  ]);
  return table(['code', 'exit code', 'retryable', 'what to try'], rows);
}

export function wordsTable(catalogue: Readonly<Record<string, string>>): string {
  return table(
    ['code', 'what it means'],
    Object.entries(catalogue).map(([code, words]) => [`\`${code}\``, words]),
  );
}

/** The text with what stands between `<!-- name -->` and `<!-- /name -->` replaced. */
export function replaceSection(text: string, name: string, body: string): string {
  const section = new RegExp(`(<!-- ${name} -->\n)[^]*?(<!-- /${name} -->)`);
  if (!section.test(text)) throw new Error(`There is no section ${name}`);
  return text.replace(section, (_, open: string, close: string) => `${open}\n${body}\n${close}`);
}

// Padded as the formatter pads it.
function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const cells = [head, ...rows].map((row) => row.map((cell) => cell.replaceAll('|', '\\|')));
  const widths = head.map((_, column) => Math.max(3, ...cells.map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]): string =>
    `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  const [first = [], ...others] = cells;
  return [line(first), line(widths.map((width) => '-'.repeat(width))), ...others.map(line), ''].join('\n');
}
