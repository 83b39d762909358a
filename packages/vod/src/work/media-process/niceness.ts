import { writeFileSync } from 'node:fs';
import { setPriority } from 'node:os';

/**
 * Lowers the scheduling priority of a process that leads a session. Where Linux schedules by sessions (`sched_autogroup_enabled`, which
 * is common outside of containers and services), the priority of a process counts only within its session, so that the session gets it,
 * too.
 * @param niceness 1 to 19. With 5, a process gets about a third of the CPU time of one with the default priority, with 10 a tenth, when
 *   both need it
 */
export function lowerPriority(pid: number, niceness: number): void {
  try {
    setPriority(pid, niceness);
    writeFileSync(`/proc/${pid}/autogroup`, `${niceness}`);
  } catch {
    // The process has ended already, or the system does not schedule by sessions, or does not allow it.
  }
}
