import { userInfo } from 'node:os';

/** Who runs this process, for the audit log: `command of root`. In a container, a user may have no name. */
export function operator(): string {
  try {
    return `command of ${userInfo().username}`;
  } catch {
    return `command of uid ${process.getuid?.() ?? 'unknown'}`;
  }
}
