import type { AnimateOptions } from '@cliploop/core';
import { animateSchema, type Entry } from '@cliploop/core/schema';

/**
 * Options of animate() that are no settings: the service chooses the files and the threads, and an animation has Definition,
 * StartTimeOffset and EndTimeOffset. Options that JSON cannot represent, such as functions, are none either.
 */
const others = ['output', 'overwrite', 'threads', 'template', 'start', 'end', 'duration'] as const;

type Portable = {
  [K in keyof typeof animateSchema]: (typeof animateSchema)[K] extends { readonly flag: false } ? never : K;
}[keyof typeof animateSchema];

/** An option of animate() that is a setting. All are, unless they are listed above, so that new ones need no change here. */
export type SettingOption = Exclude<Portable, (typeof others)[number]>;

/** Options of animate() that are settings. */
export type SettingOptions = Pick<AnimateOptions, SettingOption>;

/** Settings on the wire: the names of the options begin in upper case, and the values are the same. */
export type Settings = { readonly [K in SettingOption as Capitalize<K>]?: AnimateOptions[K] };

/** The options of animate() that are settings, in the order of the schema. */
export const settingEntries: readonly (readonly [SettingOption, Entry])[] = Object.entries<Entry>(animateSchema)
  .filter(([name, { flag }]) => flag !== false && !others.some((other) => other === name))
  .map(([name, entry]) => [name as SettingOption, entry]);

/** The name of an option in requests: `fps` is `Fps`. */
export function memberOf(option: string): string {
  return option.charAt(0).toUpperCase() + option.slice(1);
}

/** The options for settings. Names inside of values follow the same rule. */
export function optionsOf(settings: Settings): SettingOptions {
  return renamed(settings) as SettingOptions;
}

function renamed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(renamed);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([name, member]) => [
    name.charAt(0).toLowerCase() + name.slice(1),
    renamed(member),
  ]);
  return Object.fromEntries(entries);
}
