import { animateSchema, limitsSchema, type RecordSchema, stillsSchema } from '@cliploop/core/schema';
import * as Flags from '@oclif/core/flags';
import type { BooleanFlag, OptionFlag } from '@oclif/core/interfaces';
import { animateHelp, flagHelp, type HelpGroups } from './flag-help.js';
import { stillsHelp } from './stills-help.js';

type Values = Readonly<Record<string, unknown>>;
type Flag = BooleanFlag<boolean | string | undefined> | OptionFlag<string | undefined>;

/** The flags of `animate`: one for each option of the library, and one for each limit. */
export const animateFlags = flagsOf({ ...animateSchema, ...limitsSchema }, animateHelp);

/** The flags of `stills`. */
export const stillsFlags = flagsOf({ ...stillsSchema, ...limitsSchema }, stillsHelp);

/** Converts parsed flags to options of animate(). The library checks the values, so that there is one set of messages. */
export const animateOptionsOf = (flags: Values): Record<string, unknown> => optionsOf(animateSchema, flags);

/** The same for stills(). */
export const stillsOptionsOf = (flags: Values): Record<string, unknown> => optionsOf(stillsSchema, flags);

function optionsOf(schema: RecordSchema, flags: Values): Record<string, unknown> {
  const limits = valuesOf(limitsSchema, flags);
  return { ...valuesOf(schema, flags), ...(Object.keys(limits).length > 0 && { limits }) };
}

/** `resolutionAdaptive` as `resolution-adaptive`. */
export function flagName(option: string): string {
  return option.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/** The flag of an option of the library: `limits.timeoutMs` is "--timeout-ms". */
export function flagOf(option: string): string {
  const name = flagName(option.replace(/^limits\./, ''));
  return Object.hasOwn(animateFlags, name) || Object.hasOwn(stillsFlags, name) ? `--${name}` : option;
}

function flagsOf(schema: RecordSchema, groups: HelpGroups): Readonly<Record<string, Flag>> {
  const flags: Record<string, Flag> = {};
  for (const [name, entry] of Object.entries(schema)) {
    if (entry.flag === false) continue;
    const help = flagHelp(name, entry, groups);
    flags[flagName(name)] = entry.flag === undefined ? Flags.boolean({ ...help, allowNo: true }) : Flags.string(help);
  }
  return flags;
}

function valuesOf(schema: RecordSchema, flags: Values): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  for (const [name, { field, flag }] of Object.entries(schema)) {
    const given = flags[flagName(name)];
    if (flag === false || given === undefined) continue;
    values[name] = typeof given === 'string' ? (field.fromText?.(given) ?? given) : given;
  }
  return values;
}
