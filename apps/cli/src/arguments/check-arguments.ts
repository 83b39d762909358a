import { nearest } from '@cliploop/core/schema';
import { seeHelp, UsageError } from '../errors/usage-error.js';
import type { ArgWords, CommandWords } from './definitions.js';

/** Checks the number of arguments, and those that have a list of values. */
export function checkArguments(name: string, { args = {} }: CommandWords, given: readonly string[]): void {
  const known = Object.entries(args);
  const more = seeHelp(name, 'examples');
  known.forEach(([arg, words], index) => {
    const value = given[index];
    if (value === undefined && words.required) throw missing(name, arg, words, more);
    if (value !== undefined && words.options !== undefined && !words.options.includes(value)) {
      const near = nearest(value, words.options);
      throw new UsageError(
        `${arg} must be one of ${words.options.join(', ')}, got ${JSON.stringify(value)}`,
        `${near === undefined ? '' : `Did you mean \`cliploop ${name} ${near}\`? `}${more}`,
      );
    }
  });
  const [extra] = known.some(([, { multiple }]) => multiple) ? [] : given.slice(known.length);
  if (extra === undefined) return;
  const takes = known.length === 0 ? 'no arguments' : `only ${known.map(([arg]) => `one ${arg}`).join(' and ')}`;
  throw new UsageError(`${name} takes ${takes}, but also got ${JSON.stringify(extra)}`, more);
}

function missing(name: string, arg: string, { description = '' }: ArgWords, more: string): UsageError {
  return new UsageError(`${name} needs ${/^[aeio]/.test(arg) ? 'an' : 'a'} ${arg}: ${description}`, more);
}
