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
  private running = false;
  private replacing: Promise<void> | undefined;

  constructor(private readonly options: MediaChildOptions) {
    this.child = new MediaChild(options);
  }

  /** @param owner application of the job. Throws ChildDied */
  async run(owner: number, work: ChildWork, options: ChildRunOptions): Promise<ChildOutcome> {
    this.running = true;
    try {
      await this.replacing?.catch(() => {});
      if (!this.child.alive || (this.owner ?? owner) !== owner) await this.replace();
      this.owner = owner;
      return await this.child.run(work, options);
    } finally {
      try {
        if (!this.child.alive || this.child.jobs >= MAX_JOBS) await this.replace();
      } finally {
        this.running = false;
      }
    }
  }

  /** Replaces a media process that has no job now and has had some: it may keep their files open. */
  async refresh(): Promise<void> {
    if (!this.running && this.owner !== undefined) await this.replace();
  }

  /** Ends the media process and starts another. */
  replace(): Promise<void> {
    this.replacing ??= this.endAndStart().finally(() => {
      this.replacing = undefined;
    });
    return this.replacing;
  }

  async end(): Promise<void> {
    await this.replacing?.catch(() => {});
    await this.child.end();
  }

  private async endAndStart(): Promise<void> {
    await this.child.end();
    this.child = new MediaChild(this.options);
    this.owner = undefined;
  }
}
