import { readFileSync } from 'node:fs';
import { pathText } from '@cliploop/core/path';

/**
 * Restores arguments that are not UTF-8. Node replaces their bytes by U+FFFD; Linux has the bytes in /proc. Elsewhere, the
 * arguments are returned unchanged. Bytes that are not UTF-8 become U+DC80 to U+DCFF, as in rawPath() of @cliploop/core/path.
 */
export function rawArguments(args: readonly string[], commandLine = readCommandLine): string[] {
  if (!args.some((arg) => arg.includes('\uFFFD'))) return [...args];
  const raw = commandLine()?.slice(-args.length) ?? [];
  const same = raw.length === args.length && raw.every((bytes, i) => bytes.toString('utf8') === args[i]);
  return same ? raw.map(pathText) : [...args];
}

/** The arguments of this process, with those of Node. */
function readCommandLine(): Buffer[] | undefined {
  try {
    const bytes = readFileSync('/proc/self/cmdline');
    const parts: Buffer[] = [];
    for (let from = 0; from < bytes.length; ) {
      const end = bytes.indexOf(0, from);
      parts.push(bytes.subarray(from, end < 0 ? bytes.length : end));
      from = end < 0 ? bytes.length : end + 1;
    }
    return parts;
  } catch {
    return undefined;
  }
}
