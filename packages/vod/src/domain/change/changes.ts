import type { Database } from '../../store/database/database.js';
import type { Signals } from '../../store/signal/signals.js';
import { type Change, collect } from './change.js';
import { ChangeLog, type ChangeScope } from './change-log.js';
import { ChangeFeed } from './feed.js';
import { Follower } from './follower.js';
import { type Position, parsePosition } from './position.js';

/** Time after which a client without changes gets a sign of life, ms. */
const HEARTBEAT_MS = 15_000;

export interface FollowOptions {
  readonly scope: ChangeScope;
  /** Position that the client has sent. Absent: it begins now. */
  readonly after?: string | undefined;
  /** Whether a change ends what the client gets. */
  readonly ends?: (change: Change) => boolean;
  readonly signal: AbortSignal;
}

/** What a client gets. */
export type Followed =
  /** It gets all changes from now on. */
  | { readonly kind: 'ready'; readonly position: Position }
  /** Changes after the position of the client are no longer there. It gets those from now on. */
  | { readonly kind: 'reset'; readonly position: Position }
  /** The position after which the client has everything may be before them. */
  | { readonly kind: 'changes'; readonly changes: readonly Change[]; readonly position: Position }
  | { readonly kind: 'heartbeat' };

export interface ChangesOptions {
  /** Default: 15 s. */
  readonly heartbeatMs?: number;
  /** Pause between two reads. Default: 250 ms. */
  readonly pauseMs?: number;
}

/** The changes of everything that clients can read, for those that want to know at once. */
export class Changes {
  readonly feed: ChangeFeed;
  private readonly log: ChangeLog;
  private readonly heartbeatMs: number;

  constructor(
    db: Database,
    signals: Pick<Signals, 'subscribe'>,
    warn: (message: string) => void,
    { heartbeatMs = HEARTBEAT_MS, pauseMs }: ChangesOptions = {},
  ) {
    this.log = new ChangeLog(db);
    this.feed = new ChangeFeed(this.log, signals, warn, pauseMs);
    this.heartbeatMs = heartbeatMs;
  }

  /** Follows the changes until the signal is aborted, the client is too slow, or a change ends it. */
  async *follow({ scope, after, ends, signal }: FollowOptions): AsyncGenerator<Followed> {
    const follower = new Follower({ wants: (change) => isIn(scope, change), ...(ends && { ends }) });
    const end = (): void => {
      follower.end();
      this.feed.remove(follower);
    };
    if (signal.aborted) return;
    signal.addEventListener('abort', end);
    try {
      // It collects what comes while older changes are read.
      const start = await this.feed.add(follower);
      const given = after === undefined ? undefined : parsePosition(after);
      const reached = given && (await this.log.reaches(given)) ? given : undefined;
      let position = reached ? yield* this.missed(reached, scope) : start;
      yield { kind: after === undefined || reached ? 'ready' : 'reset', position };
      for (let taken = await follower.take(this.heartbeatMs); taken; taken = await follower.take(this.heartbeatMs)) {
        if (taken.changes.length === 0) yield { kind: 'heartbeat' };
        else {
          position = taken.position ?? position;
          yield { kind: 'changes', changes: taken.changes, position };
        }
      }
    } finally {
      signal.removeEventListener('abort', end);
      this.feed.remove(follower);
    }
  }

  private async *missed(after: Position, scope: ChangeScope): AsyncGenerator<Followed, Position> {
    const pages = this.log.read(after, scope);
    for (;;) {
      const { done, value } = await pages.next();
      if (done) return value;
      const collected = new Map<string, Change>();
      collect(collected, value);
      yield { kind: 'changes', changes: [...collected.values()], position: after };
    }
  }
}

function isIn({ applications, common }: ChangeScope, { subAppId }: Change): boolean {
  if (subAppId === null) return common;
  return applications === null || applications.includes(subAppId);
}
