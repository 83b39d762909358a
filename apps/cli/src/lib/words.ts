/** Numbers for people. */
export function byteSize(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  if (bytes < 1e6) return `${(bytes / 1e3).toFixed(1)} kB`;
  return bytes < 1e9 ? `${(bytes / 1e6).toFixed(2)} MB` : `${(bytes / 1e9).toFixed(2)} GB`;
}

export function seconds(value: number | null): string {
  return value === null ? 'unknown' : `${Number(value.toFixed(3))} s`;
}

export function bitRate(value: number | null): string {
  return value === null ? 'unknown' : `${Math.round(value / 1000)} kbit/s`;
}

/** Rows of label and value, the values below each other. */
export function listing(rows: readonly (readonly [string, string])[]): string {
  const width = Math.max(...rows.map(([label]) => label.length));
  return rows.map(([label, value]) => `${label.padEnd(width)}  ${value}\n`).join('');
}
