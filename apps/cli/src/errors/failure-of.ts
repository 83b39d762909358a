import { type Failure, toFailure } from './failure.js';
import { withTypedFlags } from './typed-flags.js';

/** Adds a sentence before the suggestion of an error. */
export function withNote(error: unknown, note: string): unknown {
  return Object.assign(error as object, { note });
}

/** The error as the command shows it; undefined when it only ends a finished command. */
export function failureOf(error: unknown): Failure | undefined {
  const failure = toFailure(error);
  if (failure === undefined) return undefined;
  const { note } = error as { note?: unknown };
  const suggestion = typeof note === 'string' ? `${note} ${failure.suggestion}` : failure.suggestion;
  return withTypedFlags({ ...failure, suggestion });
}
