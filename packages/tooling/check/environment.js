import { createHash } from 'node:crypto';
import { readdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { findCommand } from '../setup/detect.js';
import { at } from '../setup/paths.js';
import { testRequirements } from '../setup/requirements.js';
import { toolchain } from '../setup/toolchain.js';

/** How often the test of crashes kills something in CI: each victim at each moment once. Without this variable, the number is smaller. */
const killsInCi = '15';

/** @param {string} path @returns {string} a text that changes when the file does */
function stamp(path) {
  const { size, mtimeMs } = statSync(path);
  return `${path} ${size} ${mtimeMs}`;
}

/** @param {string} folder @returns {string[]} */
function stamps(folder) {
  try {
    return readdirSync(folder, { withFileTypes: true, recursive: true })
      .filter((entry) => entry.isFile())
      .map((entry) => stamp(join(entry.parentPath, entry.name)))
      .sort();
  } catch {
    return [];
  }
}

/** Hashes the inputs of tests outside the repository: other programs and the shared media. @returns {string} */
function system() {
  const commands = testRequirements.flatMap(({ commands = [] }) =>
    commands.flatMap((command) => findCommand(command) ?? []),
  );
  const media = resolve(at('.'), process.env.CLIPLOOP_MEDIA ?? '../shared/media');
  const texts = [process.version, toolchain(), ...commands.map(stamp), ...stamps(media)];
  return createHash('sha256').update(texts.join('\n')).digest('hex');
}

/**
 * @param {{ all: boolean }} request
 * @returns {Record<string, string>} variables for the tests; their results are reused only while these stay the same
 */
export const testEnvironment = ({ all }) => ({
  CLIPLOOP_TEST_SYSTEM: system(),
  ...(all && { CLIPLOOP_KILLS: process.env.CLIPLOOP_KILLS ?? killsInCi }),
});
