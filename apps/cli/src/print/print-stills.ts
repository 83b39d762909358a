import type { StillsResult } from '@cliploop/core';
import { formatBytes, formatRows, formatSeconds } from './format.js';
import type { PrintOptions } from './print-result.js';
import { warningLine } from './warnings.js';

/** Prints a result of stills(): a line for each file and the warnings, or JSON on stdout. */
export function printStills(
  result: StillsResult,
  { json, quiet, verbose }: Pick<PrintOptions, 'json' | 'quiet' | 'verbose'>,
): void {
  if (json) {
    process.stdout.write(`${JSON.stringify(result, null, 2)}\n`);
    return;
  }
  if (quiet) return;
  for (const warning of result.warnings) process.stderr.write(`${warningLine(warning)}\n`);
  for (const { text, path } of lines(result)) (path === undefined ? process.stderr : process.stdout).write(`${text}\n`);
  if (verbose) {
    process.stderr.write(
      formatRows(Object.entries(result.timings).map(([stage, ms]) => [stage, `${ms.toFixed(1)} ms`] as const)),
    );
  }
}

/** Without a path, the file was written to stdout. */
function lines({ stills, sheets, width, height, vttPath }: StillsResult): { text: string; path: string | undefined }[] {
  if (sheets === undefined) {
    return stills.map(({ path, time, size = 0 }) => ({
      path,
      text: `${path ?? 'stdout'}: ${width}x${height}, at ${formatSeconds(time)}, ${formatBytes(size)} (${size} bytes)`,
    }));
  }
  const files = sheets.map((sheet, index) => {
    const tiles = stills.filter((still) => still.sheet === index).length;
    const count = `${tiles} ${tiles === 1 ? 'still' : 'stills'} of ${width}x${height}`;
    const size = `${formatBytes(sheet.size)} (${sheet.size} bytes)`;
    return { path: sheet.path, text: `${sheet.path ?? 'stdout'}: ${sheet.width}x${sheet.height}, ${count}, ${size}` };
  });
  return vttPath === undefined ? files : [...files, { path: vttPath, text: `${vttPath}: WebVTT index` }];
}
