import type common from './en.json';

/** The texts by the names of the features. Each feature adds its own in its `texts.d.ts`. */
export interface Resources {
  readonly common: typeof common;
}
