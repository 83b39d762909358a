import { apiError } from '../../wire/error/api-error.js';

/** Requests for pictures of one application at the same time: those that run, those that wait, and some that find their picture stored. */
const MOST = 80;

/**
 * Refuses too many requests of an application before they use the database: requests that wait for a picture take no place among
 * the requests of the service.
 */
export class Gate {
  private readonly open = new Map<number, number>();

  /** @throws ApiError RequestLimitExceeded */
  async run<T>(subAppId: number, work: () => Promise<T>): Promise<T> {
    const count = this.open.get(subAppId) ?? 0;
    if (count >= MOST) {
      const message = `The application has too many requests for pictures (${MOST} at the same time); try again later`;
      throw apiError('RequestLimitExceeded', message);
    }
    this.open.set(subAppId, count + 1);
    try {
      return await work();
    } finally {
      const left = (this.open.get(subAppId) ?? 1) - 1;
      if (left === 0) this.open.delete(subAppId);
      else this.open.set(subAppId, left);
    }
  }
}
