import { existsSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { removeMovedBuild } from '../setup/build.js';
import { hasCommand } from '../setup/detect.js';
import { at } from '../setup/paths.js';
import { run } from '../setup/run.js';

/**
 * A build of programs of the engine, without Node.
 * @typedef {object} EngineBuild
 * @property {string} folder relative to the root
 * @property {string} [compiler] default: the one that CMake chooses
 * @property {string[]} definitions for CMake, which choose the programs
 */

/** Several files are compiled together: reading headers takes most of the time of a whole build. */
const together = '-DCMAKE_UNITY_BUILD=ON';

/**
 * @param {string} sanitizers
 * @param {string} flags of the compiler
 */
const sanitized = (sanitizers, flags) => [
  '-DCMAKE_BUILD_TYPE=RelWithDebInfo',
  `-DCMAKE_CXX_FLAGS_RELWITHDEBINFO=${flags}`,
  `-DCLIPLOOP_SANITIZE=${sanitizers}`,
  together,
];

/**
 * libFuzzer needs clang, which also builds with sanitizers in half the time of gcc.
 * @type {Readonly<Record<'release' | 'asan' | 'tsan', EngineBuild>>}
 */
export const builds = {
  release: {
    folder: 'native/build-tests',
    definitions: ['-DCLIPLOOP_TESTS=ON', '-DCMAKE_BUILD_TYPE=Release', together],
  },
  asan: {
    folder: 'native/build-asan',
    compiler: 'clang++',
    definitions: ['-DCLIPLOOP_TESTS=ON', '-DCLIPLOOP_FUZZ=ON', ...sanitized('address,undefined', '-O2')],
  },
  tsan: {
    folder: 'native/build-tsan',
    compiler: 'clang++',
    definitions: ['-DCLIPLOOP_TESTS=ON', ...sanitized('thread', '-O1')],
  },
};

/**
 * CMake keeps the compiler of a build folder, and drops other settings when it is told to change it.
 * @param {string} folder
 * @param {string} compiler
 */
export function removeBuildOfOtherCompiler(folder, compiler) {
  const cache = `${folder}/CMakeCache.txt`;
  if (!existsSync(cache)) return;
  const last = /^CMAKE_CXX_COMPILER:\w+=(.*)$/m.exec(readFileSync(cache, 'utf8'))?.[1];
  if (last !== compiler && !last?.endsWith(`/${compiler}`)) rmSync(folder, { recursive: true });
}

/**
 * @param {EngineBuild} build
 * @param {string[]} [programs] default: all
 * @returns {Promise<boolean>} whether it succeeded
 */
export async function buildPrograms({ folder, compiler, definitions }, programs = []) {
  removeMovedBuild(at(folder), at('native'));
  if (compiler !== undefined) removeBuildOfOtherCompiler(at(folder), compiler);
  const isNew = !existsSync(at(`${folder}/CMakeCache.txt`));
  const generator = isNew && hasCommand('ninja') ? ['-G', 'Ninja'] : [];
  const choice = isNew && compiler !== undefined ? [`-DCMAKE_CXX_COMPILER=${compiler}`] : [];
  const { status } = await run('cmake', ['-S', 'native', '-B', folder, ...generator, ...choice, ...definitions]);
  if (status !== 0) return false;
  const targets = programs.length > 0 ? ['--target', ...programs] : [];
  const build = ['--build', folder, '--parallel', String(availableParallelism()), ...targets];
  return (await run('cmake', build)).status === 0;
}
