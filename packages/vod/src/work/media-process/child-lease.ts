import { type ChildRunOptions, MediaChild, type MediaChildOptions } from './media-child.js';
import type { ChildOutcome, ChildWork } from './protocol.js';

/** Jobs after which a media process is replaced, whatever its state. */
const MAX_JOBS = 100;

/**
 * Holds one warm media process, and replaces it when it has died, has run 100 jobs, or gets a job of another application: hostile
 * media may have taken it over, and then it could put the media of one application into the results of another.
 */
export class ChildLease {
  private child: MediaChild;
  /** The application whose jobs the process has run. */
  owner: number | undefined;

  constructor(private readonly options: MediaChildOptions) {
    this.child = new MediaChild(options);
  }

  /** @param owner application of the job. Throws ChildDied */
  async run(owner: number, work: ChildWork, options: ChildRunOptions): Promise<ChildOutcome> {
    try {
      if (!this.child.alive || (this.owner ?? owner) !== owner) await this.replace();
      this.owner = owner;
      return await this.child.run(work, options);
    } finally {
      if (!this.child.alive || this.child.jobs >= MAX_JOBS) await this.replace();
    }
  }

  /** Ends the media process and starts another. */
  async replace(): Promise<void> {
    await this.child.end();
    this.child = new MediaChild(this.options);
    this.owner = undefined;
  }

  async end(): Promise<void> {
    await this.child.end();
  }
}
