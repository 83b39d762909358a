import { type Failure, toFailure } from './failure.js';
import { withTypedFlags } from './typed-flags.js';

/** An error with a sentence that goes before its suggestion. */
export function withNote(error: unknown, note: string): unknown {
  return Object.assign(error as object, { note });
}

/** What was thrown, as the command shows it; undefined when it only ends a command that is done. */
export function failureOf(error: unknown): Failure | undefined {
  const failure = toFailure(error);
  if (failure === undefined) return undefined;
  const { note } = error as { note?: unknown };
  const suggestion = typeof note === 'string' ? `${note} ${failure.suggestion}` : failure.suggestion;
  return withTypedFlags({ ...failure, suggestion });
}
