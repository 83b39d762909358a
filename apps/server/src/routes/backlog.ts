import type { BacklogCount } from '@cliploop/vod';
import { Cached } from '../http/cached.js';

/** How long counts are used, ms. */
const MAX_AGE_MS = 5_000;

/** Waiting and running animations and downloads of the whole service, counted at most once every 5 seconds. */
export class Backlog {
  private readonly counts: Cached<readonly BacklogCount[]>;

  constructor(count: () => Promise<readonly BacklogCount[]>) {
    this.counts = new Cached(count, MAX_AGE_MS);
  }

  /** @throws Error when the database does not answer */
  read(): Promise<readonly BacklogCount[]> {
    return this.counts.get();
  }
}
