/** "812 B", "1.5 kB", "2.34 MB". */
export function formatBytes(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  if (bytes < 1e6) return `${(bytes / 1e3).toFixed(1)} kB`;
  return bytes < 1e9 ? `${(bytes / 1e6).toFixed(2)} MB` : `${(bytes / 1e9).toFixed(2)} GB`;
}

export function formatSeconds(value: number | null): string {
  return value === null ? 'unknown' : `${Number(value.toFixed(3))} s`;
}

export function formatBitrate(value: number | null): string {
  return value === null ? 'unknown' : `${Math.round(value / 1000)} kbit/s`;
}

/** A rounded time to wait: "8 s", "2 min 10 s", "1 h 5 min". */
export function formatTimeLeft(seconds: number): string {
  if (seconds < 59.5) return `${Math.max(1, Math.round(seconds))} s`;
  const tens = Math.round(seconds / 10) * 10;
  if (tens < 3600) return tens % 60 === 0 ? `${tens / 60} min` : `${Math.floor(tens / 60)} min ${tens % 60} s`;
  const minutes = Math.round(seconds / 60);
  return minutes % 60 === 0 ? `${minutes / 60} h` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** Lines of labels and values, with the values aligned. */
export function formatRows(rows: readonly (readonly [string, string])[]): string {
  const width = Math.max(...rows.map(([label]) => label.length));
  return rows.map(([label, value]) => `${label.padEnd(width)}  ${value}\n`).join('');
}
