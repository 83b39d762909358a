import { mkdtempSync, readFileSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';

const stopTimeoutMs = 20_000;

/** @returns {string} a folder in memory when there is room, as no test depends on data that survive a crash of the system */
function parent() {
  try {
    const { bavail, bsize } = statfsSync('/dev/shm');
    if (bavail * bsize > 1e9) return '/dev/shm';
  } catch {}
  return tmpdir();
}

/** @param {string} folder @returns {number | undefined} the process of the PostgreSQL in it */
function processIn(folder) {
  try {
    return Number.parseInt(readFileSync(join(folder, 'server/data/postmaster.pid'), 'utf8'), 10);
  } catch {
    return undefined;
  }
}

/** @param {number} pid @returns {boolean} whether the process exists */
function interrupt(pid) {
  try {
    return process.kill(pid, 'SIGINT');
  } catch {
    return false;
  }
}

/**
 * A folder for a PostgreSQL that all checks share: the first test file that needs one starts it (packages/testing).
 * @returns {{ env: Record<string, string>, stop: () => Promise<void> }} `stop` ends the PostgreSQL, if there is one
 */
export function sharedPostgres() {
  const folder = mkdtempSync(join(parent(), 'cliploop-test-postgres-'));
  // When this process is killed, packages/testing stops PostgreSQL and deletes the folder.
  writeFileSync(join(folder, 'owner'), String(process.pid));
  return {
    env: { CLIPLOOP_TEST_POSTGRES: folder },
    stop: async () => {
      const pid = processIn(folder);
      // PostgreSQL ends all sessions at SIGINT, and removes the file of its process. One that crashed leaves the file.
      if (pid !== undefined && interrupt(pid)) {
        const deadline = performance.now() + stopTimeoutMs;
        while (processIn(folder) !== undefined && performance.now() < deadline) await setTimeout(50);
      }
      rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}
