import type { Binding } from './binding.js';

/** Time without a job after which memory is returned to the system, ms. */
const IDLE_MS = 1000;

let running = 0;
let timer: NodeJS.Timeout | undefined;

/**
 * Counts a job of this JavaScript thread. When the last one has ended, and none follows for a second, the memory that they have
 * freed is returned to the system. Until then it is kept for the next job, because new memory takes time.
 *
 * @returns A function to be called once, when the job has ended.
 */
export function useMemory(binding: Pick<Binding, 'trimMemory'>): () => void {
  running += 1;
  clearTimeout(timer);
  return () => {
    running -= 1;
    if (running === 0) timer = setTimeout(() => binding.trimMemory(), IDLE_MS).unref();
  };
}
