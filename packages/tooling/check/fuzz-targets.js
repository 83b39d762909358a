import { mkdirSync } from 'node:fs';
import { at } from '../setup/paths.js';
import { run } from '../setup/run.js';
import { builds } from './engine-builds.js';

/**
 * The fuzz targets of native/fuzz. `seconds`: how long the check `fuzz` runs them. A run of `media` takes milliseconds, one of the others
 * microseconds. `bytes`: of the longest input.
 * @type {Readonly<Record<string, { seconds: number, bytes: number }>>}
 */
export const nativeTargets = {
  media: { seconds: 60, bytes: 16_384 },
  options: { seconds: 20, bytes: 1024 },
  source: { seconds: 20, bytes: 1024 },
  gif: { seconds: 20, bytes: 1024 },
  webp: { seconds: 20, bytes: 512 },
  palette: { seconds: 20, bytes: 1024 },
  geometry: { seconds: 20, bytes: 512 },
};

/** @param {string} target @returns the folder of its committed inputs */
export const committedCorpus = (target) => at(`native/fuzz/corpus/${target}`);

/**
 * Runs a target of native/fuzz.
 * @param {string} target
 * @param {string[]} args flags of libFuzzer, then folders or files; new inputs go to the first folder
 * @param {{ artifacts: string, errors?: 'inherit' | 'capture' }} options `artifacts`: the folder for inputs that show a fault
 */
export function runTarget(target, args, { artifacts, errors = 'inherit' }) {
  mkdirSync(artifacts, { recursive: true });
  const { bytes } = nativeTargets[target] ?? { bytes: 4096 };
  // This time limit is for runs that wait forever. fuzz.h limits the CPU time of a run, which does not depend on the machine.
  const limits = ['-rss_limit_mb=2048', '-timeout=300', `-max_len=${bytes}`, '-len_control=0', '-print_final_stats=1'];
  return run(at(`${builds.asan.folder}/${target}_fuzz`), [...limits, `-artifact_prefix=${artifacts}/`, ...args], {
    cwd: artifacts,
    errors,
    env: {
      ASAN_OPTIONS: 'allocator_may_return_null=1:detect_stack_use_after_return=1',
      UBSAN_OPTIONS: 'print_stacktrace=1',
    },
  });
}

/** Test files with properties that `npm run fuzz` runs for longer, by the name of their target. */
export const scriptTargets = {
  signature: 'packages/vod/src/wire/signature/signature.fuzz.test.ts',
  'upload-signature': 'packages/vod/src/wire/signature/upload.fuzz.test.ts',
  params: 'packages/vod/src/wire/params/params.fuzz.test.ts',
  cos: 'packages/vod/src/domain/cos/cos.fuzz.test.ts',
  manifest: 'packages/vod/src/domain/manifest/manifest.fuzz.test.ts',
  fetch: 'packages/fetch/src/rules.fuzz.test.ts',
};
