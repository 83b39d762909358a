import type { MediaChildOptions } from './media-child.js';
import type { ChildSettings } from './protocol.js';

/** CPU time of a media process for all of its jobs, seconds. The time limits of jobs are much shorter. */
const CPU_SECONDS = 10 * 86_400;
/** Largest file that it may write, bytes: the default `maxOutputBytes` of a job. */
const FILE_BYTES = 2 ** 31;

/** Variables of the dynamic linker and of the engine. A media process gets nothing else of the service's environment. */
const VARIABLES = ['LD_LIBRARY_PATH', 'CLIPLOOP_ADDON', 'CLIPLOOP_SIMD'];

export function childSettings({ sandbox = 'auto', maxMemory }: MediaChildOptions): ChildSettings {
  if (sandbox === 'off') return {};
  return { sandbox: { memory: maxMemory, cpuSeconds: CPU_SECONDS, fileBytes: FILE_BYTES } };
}

export function childEnvironment(): NodeJS.ProcessEnv {
  const kept = VARIABLES.flatMap((name) => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value]];
  });
  return Object.fromEntries(kept);
}
