import { type ChildRunOptions, MediaChild, type MediaChildOptions } from './media-child.js';
import type { ChildOutcome, ChildWork } from './protocol.js';

/** Jobs after which a media process is replaced, whatever its state. */
const MAX_JOBS = 100;

/** Holds one warm media process, and replaces it when it has died, or has run 100 jobs. */
export class ChildLease {
  private child: MediaChild;

  constructor(private readonly options: MediaChildOptions) {
    this.child = new MediaChild(options);
  }

  /** @throws ChildDied */
  async run(work: ChildWork, options: ChildRunOptions): Promise<ChildOutcome> {
    try {
      if (!this.child.alive) await this.replace();
      return await this.child.run(work, options);
    } finally {
      if (!this.child.alive || this.child.jobs >= MAX_JOBS) await this.replace();
    }
  }

  /** Ends the media process and starts another. */
  async replace(): Promise<void> {
    await this.child.end();
    this.child = new MediaChild(this.options);
  }

  async end(): Promise<void> {
    await this.child.end();
  }
}
