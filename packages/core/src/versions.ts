import type { RawVersions } from '@cliploop/native';
import { loadBinding } from './job/binding.js';

/** Versions of the libraries that the engine stands on, and what they can do. */
export type Versions = RawVersions;

/** Throws NATIVE_MISSING when the addon cannot be loaded. */
export async function versions(): Promise<Versions> {
  return (await loadBinding()).versions();
}
