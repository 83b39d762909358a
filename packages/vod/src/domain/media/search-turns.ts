import { apiError } from '../../wire/error/api-error.js';

/** Searches of one application that run at the same time. The database pool for searches has connections for two applications. */
const AT_ONCE = 2;
/** Searches of one application that wait. */
const MAX_WAITING = 100;
const MAX_WAIT_MS = 5_000;

interface Waiting {
  start(): void;
}

/** Limits the searches of each application, so that those of one do not delay those of another. */
export class SearchTurns {
  private readonly running = new Map<number, number>();
  private readonly waiting = new Map<number, Waiting[]>();

  /** @throws ApiError RequestLimitExceeded when too many searches of the application wait, or one waits too long */
  async run<T>(subAppId: number, search: () => Promise<T>): Promise<T> {
    if ((this.running.get(subAppId) ?? 0) >= AT_ONCE) await this.wait(subAppId);
    else this.running.set(subAppId, (this.running.get(subAppId) ?? 0) + 1);
    try {
      return await search();
    } finally {
      this.end(subAppId);
    }
  }

  private wait(subAppId: number): Promise<void> {
    const queue = this.waiting.get(subAppId) ?? [];
    if (queue.length >= MAX_WAITING) throw tooMany(`${queue.length} others are waiting`);
    this.waiting.set(subAppId, queue);
    return new Promise((resolve, reject) => {
      const entry = {
        start: () => {
          clearTimeout(timer);
          resolve();
        },
      };
      const timer = setTimeout(() => {
        queue.splice(queue.indexOf(entry), 1);
        reject(tooMany(`it waited for ${MAX_WAIT_MS / 1000} seconds`));
      }, MAX_WAIT_MS);
      queue.push(entry);
    });
  }

  /** The next search gets the turn of the one that has ended. */
  private end(subAppId: number): void {
    const next = this.waiting.get(subAppId)?.shift();
    if (next) {
      next.start();
      return;
    }
    const left = (this.running.get(subAppId) ?? 1) - 1;
    if (left > 0) {
      this.running.set(subAppId, left);
    } else {
      this.running.delete(subAppId);
      this.waiting.delete(subAppId);
    }
  }
}

export function tooMany(why: string): Error {
  const message = `Application searches: ${AT_ONCE} run at the same time, and ${why}. Send fewer searches at the same time`;
  return apiError('RequestLimitExceeded', message);
}
