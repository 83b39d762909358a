/** Formats rows as columns for people. Control characters are replaced, so that stored text cannot change the terminal. */
export function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const plain = [header, ...rows].map((row) => row.map(printable));
  const widths = header.map((_, column) => Math.max(...plain.map((row) => row[column]?.length ?? 0)));
  return plain
    .map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  '))
    .map((line) => `${line.trimEnd()}\n`)
    .join('');
}

function printable(text: string): string {
  const shown = text.replace(/\p{C}/gu, '?');
  return shown === '' ? '-' : shown;
}

/** UTC, to the second. */
export function timeText(time: Date | null): string {
  return time === null ? '' : `${time.toISOString().slice(0, 19)}Z`;
}
