import type * as Native from '@cliploop/native';
import { CliploopError } from '../errors.js';

/** The raw binding. Tests put their own in its place. */
export type Binding = Pick<typeof Native, 'animate' | 'probe' | 'versions' | 'codes'>;

let loading: Promise<Binding> | undefined;

/** Loads the addon on first use, so that importing this package stays cheap and works without one. */
export function loadBinding(): Promise<Binding> {
  loading ??= import('@cliploop/native').catch((error: unknown) => {
    loading = undefined;
    // The addon's loader wraps what the dynamic linker said, which is the part that helps.
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    const detail = cause instanceof Error ? (cause.message.split('\n')[0] ?? '') : String(cause);
    throw new CliploopError('NATIVE_MISSING', detail, { stage: 'input', cause: error });
  });
  return loading;
}
