import type { Failure } from './failure.js';

/** The flags of this command line as they were typed: `{ start: '-ss' }`. */
const typed = new Map<string, string>();

export function rememberTyped(spellings: Readonly<Record<string, string>>): void {
  typed.clear();
  for (const [flag, spelling] of Object.entries(spellings)) typed.set(flag, spelling);
}

/** A flag as it was typed, with its long form beside it: "-w (--width)"; "--width" when that was typed, or nothing was. */
export function asTyped(flag: string): string {
  const spelling = typed.get(flag);
  return spelling === undefined || spelling.startsWith('--') ? `--${flag}` : `${spelling} (--${flag})`;
}

/** Names each flag in the message as it was typed. */
export function withTypedFlags(failure: Failure): Failure {
  const message = failure.message.replace(/(?<![\w-]|\()--([a-z][a-z-]*[a-z])/g, (known, flag: string) =>
    typed.has(flag) ? asTyped(flag) : known,
  );
  return { ...failure, message };
}
