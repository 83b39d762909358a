import { parseArgs } from 'node:util';
import { nearest } from '@cliploop/core/schema';
import { ConfigError } from './setting.js';

export interface FlagOption {
  readonly type: 'string' | 'boolean';
  /** One letter. */
  readonly short?: string;
}

export interface Flags {
  /** By name without dashes: the value, or true for a flag without a value. The last occurrence of a flag counts. */
  readonly values: Readonly<Record<string, string | true | undefined>>;
  /** Arguments that are not flags. */
  readonly positionals: readonly string[];
  /** `-h` or `--help` was given; then nothing else was checked. */
  readonly help: boolean;
}

const help = { type: 'boolean', short: 'h' } as const;

/**
 * Parses a command line.
 * @param command as the user types it, for messages
 * @param variables settings without a flag, for messages about flags with these names
 * @throws ConfigError that names the flag, and the nearest known one
 */
export function readFlags(
  args: readonly string[],
  known: Readonly<Record<string, FlagOption>>,
  command: string,
  variables: readonly string[] = [],
): Flags {
  const options = { ...known, help };
  const parsed = parseArgs({ args: [...args], options, strict: false, allowPositionals: true, tokens: true });
  const values: Record<string, string | true> = {};
  const positionals: string[] = [];
  const asksHelp = parsed.tokens.some((token) => token.kind === 'option' && token.name === 'help');
  const flags = { values, positionals, help: asksHelp };
  if (asksHelp) return flags;
  const see = `See ${command} --help`;
  for (const token of parsed.tokens) {
    if (token.kind === 'positional') positionals.push(token.value);
    if (token.kind !== 'option') continue;
    const { name, rawName, value, inlineValue } = token;
    const option = Object.hasOwn(options, name) ? known[name] : undefined;
    if (option === undefined) throw new ConfigError(`Unknown flag ${rawName}${hintFor(name, known, variables)} ${see}`);
    if (option.type === 'boolean' && value !== undefined) {
      throw new ConfigError(`${rawName} takes no value, got ${JSON.stringify(value)}. ${see}`);
    }
    // A negative number is a value; another flag is not.
    if (option.type === 'string' && (value === undefined || (!inlineValue && /^-(?!\d)./.test(value)))) {
      const got = value === undefined ? '' : `, got the flag ${value.replace(/=.*/s, '')}`;
      throw new ConfigError(`${rawName} needs a value${got}. ${see}`);
    }
    values[name] = value ?? true;
  }
  return flags;
}

/** A hint for an unknown flag. */
function hintFor(name: string, known: Readonly<Record<string, FlagOption>>, variables: readonly string[]): string {
  const normalized = name.toLowerCase().replaceAll('_', '-');
  const upper = normalized.toUpperCase().replaceAll('-', '_');
  const variable = variables.find((one) => one === upper || one === `CLIPLOOP_${upper}`);
  if (variable !== undefined) return `; set the environment variable ${variable} instead.`;
  const near = nearest(normalized, [...Object.keys(known), 'help']);
  return near === undefined ? '.' : `; did you mean --${near}?`;
}
