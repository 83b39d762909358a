/** Memory of Node.js, the libraries and the threads of a media process, bytes. Measured: 72 MiB to 150 MiB. */
const OVERHEAD = 160 * 2 ** 20;

/** The `maxMemory` of jobs for a media process with this memory limit, bytes. */
export function frameMemory(limit: number): number {
  return Math.floor(Math.max(limit / 4, Math.min(0.75 * limit, limit - OVERHEAD)));
}
