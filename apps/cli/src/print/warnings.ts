import type { Warning } from '@cliploop/core';
import { warningText } from '@cliploop/core/schema';
import { flagOf } from '../flags/option-flags.js';

/** A warning as one line, with the names of flags, and with the input if there are several. */
export function warningLine(warning: Warning, input?: string): string {
  return `Warning ${warning.code}: ${input === undefined ? '' : `${input}: `}${warningText(warning, flagOf)}`;
}
