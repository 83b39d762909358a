import { readdirSync } from 'node:fs';
import { basename, dirname } from 'node:path';

/** Explains why a pattern such as `*.mp4` is not a file; undefined for other names. */
export function patternProblem(place: string): { message: string; suggestion: string } | undefined {
  if (!/[*?]/.test(place) || /^[a-z][a-z0-9+.-]*:\/\//i.test(place)) return undefined;
  if (matches(place)) {
    return {
      message: `The pattern ${place} was not expanded by the shell`,
      suggestion: 'Write it without quotes.',
    };
  }
  return { message: `No file matches the pattern ${place}`, suggestion: 'Check the folder and the extension.' };
}

// Only the last part may be a pattern: folders are not searched.
function matches(pattern: string): boolean {
  const name = basename(pattern)
    .replaceAll(/[\\^$.|+()[\]{}]/g, '\\$&')
    .replaceAll(/\*+/g, '.*')
    .replaceAll('?', '.');
  try {
    return readdirSync(dirname(pattern)).some((file) => new RegExp(`^${name}$`).test(file));
  } catch {
    return false;
  }
}
