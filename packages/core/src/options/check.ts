import type { AnimateOptions } from './animate-options.js';
import { resolveOptions } from './resolve.js';

/**
 * Validates options of animate() as animate() does, without an input and without running anything.
 *
 * @throws {CliploopError} INVALID_OPTION, FORMAT_MISMATCH, TEMPLATE_INVALID or TEMPLATE_NOT_FOUND; `option` names the option.
 */
export function checkOptions(options: Omit<AnimateOptions, 'input'>): void {
  resolveOptions({ ...options, input: 'input' });
}
