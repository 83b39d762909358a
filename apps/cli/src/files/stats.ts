import { type Stats, statSync } from 'node:fs';

/** What a path leads to; undefined when there is nothing, or nothing that may be seen. Why is for the job to tell. */
export function statsOf(path: string): Stats | undefined {
  try {
    return statSync(path);
  } catch {
    return undefined;
  }
}
