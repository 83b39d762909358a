import { sha256 } from '../../wire/signature/hash.js';
import type { Settings } from './members.js';

/** Settings in the database. Members that were not given are absent, so that they have the defaults of the version that runs the task. */
export interface StoredSettings {
  /** Changes when the meaning of a setting does. Then `readSettings` converts the older ones. */
  readonly version: number;
  readonly settings: Settings;
}

const VERSION = 1;

/** JSON for the database. */
export function storeSettings(settings: Settings): string {
  return JSON.stringify({ version: VERSION, settings } satisfies StoredSettings);
}

/** @returns undefined for settings that a newer version has stored */
export function readSettings({ version, settings }: StoredSettings): Settings | undefined {
  return version === VERSION ? settings : undefined;
}

/** Names settings among those of the animations of a media: two animations with the same one replace each other. */
export function hashOf({ version, settings }: StoredSettings): string {
  const sorted = Object.entries(settings).sort(([a], [b]) => (a < b ? -1 : 1));
  return sha256(JSON.stringify([version, sorted])).slice(0, 32);
}
