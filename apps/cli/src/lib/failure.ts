import { nearest } from '@cliploop/core/schema';
import { commands } from '../commands.js';
import { optionFlags } from './option-flags.js';

/** An error as the command shows it. */
export interface Failure {
  code: string;
  message: string;
  suggestion: string;
  exitCode: number;
  retryable?: boolean;
  stage?: string;
  detail?: string;
  option?: string;
  log?: readonly string[];
  stack?: string;
}

interface Thrown extends Error {
  code?: unknown;
  exitCode?: unknown;
  suggestion?: unknown;
  oclif?: { exit?: number | false };
  toJSON?: () => object;
}

/** What was thrown, in our words; undefined when it only ends a command that is done (`--help`, `--version`). */
export function toFailure(thrown: unknown): Failure | undefined {
  const error = thrown as Thrown;
  // By its shape: the library is not loaded for the sake of an error that it did not throw.
  if (
    typeof error.suggestion === 'string' &&
    typeof error.exitCode === 'number' &&
    typeof error.toJSON === 'function'
  ) {
    return { ...(error.toJSON() as Failure), ...(error.stack !== undefined && { stack: error.stack }) };
  }
  const exit = error.oclif?.exit;
  if (error.code === 'EEXIT') {
    process.exitCode = typeof exit === 'number' ? exit : 0;
    return undefined;
  }
  if (exit !== undefined) {
    const message = error.message
      .replace(/\nSee more help with --help$/, '')
      .replace(/^command (\S+) not found$/, (_, id: string) => `There is no command ${id.replaceAll(':', ' ')}`);
    const suggestion = `${meant(message)}Run the command with --help to see its arguments and flags.`;
    return { code: 'INVALID_OPTION', message, suggestion, exitCode: 2, retryable: false, stage: 'options' };
  }
  return {
    code: 'INTERNAL',
    message: `Internal error: ${error.message ?? String(thrown)}`,
    suggestion: 'Please report this with the command line.',
    exitCode: 70,
    retryable: false,
    ...(error.stack !== undefined && { stack: error.stack }),
  };
}

// oclif says only that there is no such flag or command.
function meant(message: string): string {
  const flag = /^Nonexistent flags?: --([\w-]+)/.exec(message)?.[1];
  if (flag !== undefined) {
    const near = nearest(flag, [...Object.keys(optionFlags), 'json', 'quiet', 'verbose']);
    return near === undefined ? '' : `Did you mean --${near}? `;
  }
  const command = /^There is no command (.+)$/.exec(message)?.[1] ?? '';
  const ids = Object.keys(commands).map((id) => id.replace(':', ' '));
  // What follows the first word may be an argument already.
  const near = nearest(command, ids) ?? nearest(command.split(' ')[0] ?? '', ids);
  return near === undefined ? '' : `Did you mean ${near}? `;
}
