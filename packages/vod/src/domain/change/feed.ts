import { setTimeout as delay } from 'node:timers/promises';
import { workForAll } from '../../store/owner.js';
import type { Subscription } from '../../store/signal/notifier.js';
import type { Signals } from '../../store/signal/signals.js';
import { changesTopic } from './change.js';
import type { ChangeLog } from './change-log.js';
import type { Follower } from './follower.js';
import type { Position } from './position.js';

/** Pause between two reads, so that the changes of a busy service are read together, ms. */
const PAUSE_MS = 250;

/** What reads the changes while there are followers. */
interface Reader {
  readonly subscription: Subscription;
  /** Until it is known: the promise of it. */
  position: Position | Promise<Position>;
}

/**
 * Reads the changes for all followers of this process: once, however many there are, and not at all when there is none. It reads when a
 * notification comes, and every second in case that one was lost.
 */
export class ChangeFeed {
  private readonly followers = new Set<Follower>();
  private reader: Reader | undefined;
  private failed = false;
  private closed = false;

  constructor(
    private readonly log: ChangeLog,
    private readonly signals: Pick<Signals, 'subscribe'>,
    private readonly warn: (message: string) => void,
    private readonly pauseMs = PAUSE_MS,
  ) {}

  /** Number of followers. */
  get size(): number {
    return this.followers.size;
  }

  /** Begins to give changes to a follower. @returns the position after which it gets all of them */
  async add(follower: Follower): Promise<Position> {
    if (this.closed) follower.end();
    this.followers.add(follower);
    this.reader ??= workForAll(() => this.start());
    try {
      return await this.reader.position;
    } catch (error) {
      this.remove(follower);
      throw error;
    }
  }

  remove(follower: Follower): void {
    this.followers.delete(follower);
    if (this.followers.size === 0) this.stop();
  }

  /** Ends all followers. */
  close(): void {
    this.closed = true;
    for (const follower of this.followers) follower.end();
    this.followers.clear();
    this.stop();
  }

  private start(): Reader {
    const position = this.log.position();
    const reader = { subscription: this.signals.subscribe(changesTopic), position };
    position.then(
      (first) => void this.run(reader, first),
      () => this.reader === reader && this.stop(),
    );
    return reader;
  }

  private stop(): void {
    this.reader?.subscription.close();
    this.reader = undefined;
  }

  private async run(reader: Reader, first: Position): Promise<void> {
    let position = first;
    while (this.reader === reader) {
      reader.position = position;
      await reader.subscription.wait();
      if (this.reader !== reader) return;
      position = await this.read(position);
      await delay(this.pauseMs, undefined, { ref: false });
    }
  }

  /** Gives the followers the changes after a position. @returns the position after them */
  private async read(after: Position): Promise<Position> {
    try {
      const pages = this.log.read(after);
      for (;;) {
        const { done, value } = await pages.next();
        this.failed = false;
        for (const follower of this.followers) {
          if (done) follower.reach(value);
          else follower.push(value);
        }
        if (done) return value;
      }
    } catch (error) {
      // The next notification tries again. Followers may get some changes twice. The failure is logged once.
      if (!this.failed) this.warn(`cannot read changes, will try again: ${(error as Error).message}`);
      this.failed = true;
      return after;
    }
  }
}
