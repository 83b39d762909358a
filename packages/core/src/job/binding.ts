import type * as Native from '@cliploop/native';
import { CliploopError } from '../errors.js';

/** The functions of the native addon. Tests replace them. */
export type Binding = Pick<
  typeof Native,
  'animate' | 'plan' | 'stills' | 'probe' | 'restrictFormats' | 'trimMemory' | 'versions' | 'codes'
>;

let loading: Promise<Binding> | undefined;

/** Loads the addon on first use, so that importing this package is fast and works without the addon. Throws NATIVE_MISSING. */
export function loadBinding(): Promise<Binding> {
  loading ??= import('@cliploop/native').catch((error: unknown) => {
    loading = undefined;
    // The cause is the error of the dynamic linker, which names the missing library.
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    const detail = cause instanceof Error ? (cause.message.split('\n')[0] ?? '') : String(cause);
    throw new CliploopError('NATIVE_MISSING', detail, { stage: 'input', cause: error });
  });
  return loading;
}
