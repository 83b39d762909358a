import { animateSchema, limitsSchema, type RecordSchema } from '@cliploop/core/schema';
import * as Flags from '@oclif/core/flags';
import type { BooleanFlag, OptionFlag } from '@oclif/core/interfaces';
import { flagHelp } from './flag-help.js';

type Flag = BooleanFlag<boolean | string | undefined> | OptionFlag<string | undefined>;

/** The flags of `animate`: one for each option of the library, and one for each limit. */
export const optionFlags: Readonly<Record<string, Flag>> = { ...flagsOf(animateSchema), ...flagsOf(limitsSchema) };

/** Converts parsed flags to options. The library checks the values, so that there is one set of messages. */
export function optionsOf(flags: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const limits = valuesOf(limitsSchema, flags);
  return { ...valuesOf(animateSchema, flags), ...(Object.keys(limits).length > 0 && { limits }) };
}

/** `resolutionAdaptive` as `resolution-adaptive`. */
export function flagName(option: string): string {
  return option.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/** The flag of an option of the library: `limits.timeoutMs` is "--timeout-ms". */
export function flagOf(option: string): string {
  const name = flagName(option.replace(/^limits\./, ''));
  return Object.hasOwn(optionFlags, name) ? `--${name}` : option;
}

function flagsOf(schema: RecordSchema): Record<string, Flag> {
  const flags: Record<string, Flag> = {};
  for (const [name, entry] of Object.entries(schema)) {
    if (entry.flag === false) continue;
    const help = flagHelp(name, entry);
    flags[flagName(name)] = entry.flag === undefined ? Flags.boolean({ ...help, allowNo: true }) : Flags.string(help);
  }
  return flags;
}

function valuesOf(schema: RecordSchema, flags: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  for (const [name, { field, flag }] of Object.entries(schema)) {
    const given = flags[flagName(name)];
    if (flag === false || given === undefined) continue;
    values[name] = typeof given === 'string' ? (field.fromText?.(given) ?? given) : given;
  }
  return values;
}
