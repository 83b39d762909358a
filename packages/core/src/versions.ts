import type { RawVersions } from '@cliploop/native';
import { loadBinding } from './job/binding.js';

/** Versions and capabilities of the native libraries. */
export type Versions = RawVersions;

/**
 * Returns the versions of the native libraries and their codecs.
 *
 * @throws {CliploopError} NATIVE_MISSING if the addon cannot be loaded.
 */
export async function versions(): Promise<Versions> {
  return (await loadBinding()).versions();
}
