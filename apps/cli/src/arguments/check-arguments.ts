import { alternatives, nearest } from '@cliploop/core/schema';
import { missingArgument, seeHelp, UsageError } from '../errors/usage-error.js';
import type { CommandDefinition } from './definitions.js';

/** Checks the number of arguments, and the values of arguments that accept only some. */
export function checkArguments(name: string, { args = {} }: CommandDefinition, given: readonly string[]): void {
  const expected = Object.entries(args);
  const help = seeHelp(name, 'examples');
  for (const [index, [arg, { description = '', options, required }]] of expected.entries()) {
    const value = given[index];
    if (value === undefined && required) throw missingArgument(arg, description, help);
    if (value === undefined || options === undefined || options.includes(value)) continue;
    const near = nearest(value, options);
    throw new UsageError(
      `${arg.toUpperCase()} must be ${alternatives(options)}, got ${JSON.stringify(value)}`,
      `${near === undefined ? '' : `Did you mean \`cliploop ${name} ${near}\`? `}${help}`,
    );
  }
  const [extra] = expected.some(([, { multiple }]) => multiple) ? [] : given.slice(expected.length);
  if (extra === undefined) return;
  const accepted =
    expected.length === 0 ? 'no arguments' : `one ${expected.map(([arg]) => arg.toUpperCase()).join(' and one ')}`;
  throw new UsageError(`Unexpected argument ${JSON.stringify(extra)}: ${name} takes ${accepted}`, help);
}
