import { performance } from 'node:perf_hooks';
import { type Owner, SERVICE } from './owner.js';

/** How long an owner counts as active after it has used the database, ms. */
const ACTIVE_MS = 2_000;
/** Interval at which `isLoopBusy` measures, ms. */
const MEASURE_MS = 200;
/** Share of the time above which the event loop counts as busy. */
const BUSY_SHARE = 0.4;

/** Who has used the database lately. */
export class Activity {
  private newest: { owner: Owner; time: number } | undefined;
  private other: { owner: Owner; time: number } | undefined;

  used(owner: Owner, now = performance.now()): void {
    if (owner === SERVICE) return;
    if (this.newest !== undefined && this.newest.owner !== owner) this.other = this.newest;
    this.newest = { owner, time: now };
  }

  /** Whether another owner is active. */
  hasOthers(owner: Owner, now = performance.now()): boolean {
    const last = this.newest?.owner === owner ? this.other : this.newest;
    return last !== undefined && now - last.time < ACTIVE_MS;
  }
}

/** The activity in this process. */
export const activity = new Activity();

let measured = { time: performance.now(), use: performance.eventLoopUtilization(), share: 0 };

/** Whether the event loop was busy for much of the last moments. When the CPU is busy with other processes, it is so sooner. */
export function isLoopBusy(): boolean {
  const time = performance.now();
  if (time - measured.time >= MEASURE_MS) {
    const use = performance.eventLoopUtilization();
    measured = { time, use, share: performance.eventLoopUtilization(use, measured.use).utilization };
  }
  return measured.share > BUSY_SHARE;
}
