import { toApiError } from '../../api/api-error.ts';
import { readEvents, type ServerEvent } from './event-stream.ts';

/** A change that the service reports. */
export interface Change {
  /** What changed: `task`, `media`, `template`, `procedure` and others. */
  readonly noun: string;
  readonly id: string;
  /** False when only the progress of a task changed. */
  readonly isNew: boolean;
}

/** Changes, or `everything`: some may have been missed. */
export type Changes = readonly Change[] | 'everything';

interface LiveOptions {
  readonly read?: typeof readEvents;
  /** Changes within this time, ms, are reported together. */
  readonly collectMs?: number;
  /** Pause before a new connection, ms; longer after several failures. */
  readonly retryMs?: number;
}

/** Pause before the next attempt when the service refuses the request or has no events, ms. */
const UNSUPPORTED_MS = 60_000;
const MAX_RETRY_MS = 30_000;
/** Tasks whose status is remembered. */
const MAX_STATUSES = 1_000;

/**
 * Follows the changes of the service while something listens and the page is visible: browsers open few connections to one server, which
 * all tabs share.
 */
export class LiveChanges {
  #listeners = new Set<(changes: Changes) => void>();
  #connection: AbortController | undefined;
  #isConnected = false;
  #lastId: string | undefined;
  #statuses = new Map<string, string>();
  #collected: Change[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;
  readonly #watchers = new Set<() => void>();
  readonly #read: typeof readEvents;
  readonly #collectMs: number;
  readonly #retryMs: number;

  constructor({ read = readEvents, collectMs = 250, retryMs = 2_000 }: LiveOptions = {}) {
    this.#read = read;
    this.#collectMs = collectMs;
    this.#retryMs = retryMs;
  }

  /** Whether changes arrive now. Otherwise pages ask the service from time to time. */
  get isConnected(): boolean {
    return this.#isConnected;
  }

  /** Calls a function when `isConnected` changes. */
  watch = (watcher: () => void): (() => void) => {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  };

  /** Calls a function with changes, and follows them from the first listener on. */
  listen(listener: (changes: Changes) => void): () => void {
    this.#listeners.add(listener);
    if (this.#listeners.size === 1) {
      document.addEventListener('visibilitychange', this.#update);
      this.#update();
    }
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size > 0) return;
      document.removeEventListener('visibilitychange', this.#update);
      this.#update();
      // What changes until the next listener is unknown.
      this.#lastId = undefined;
    };
  }

  #update = (): void => {
    const wanted = this.#listeners.size > 0 && document.visibilityState !== 'hidden';
    if (wanted && !this.#connection) {
      this.#connection = new AbortController();
      void this.#follow(this.#connection.signal);
    } else if (!wanted) {
      this.#connection?.abort();
      this.#connection = undefined;
      this.#setConnected(false);
    }
  };

  async #follow(signal: AbortSignal): Promise<void> {
    for (let failures = 0; !signal.aborted; ) {
      let pause = Math.min(this.#retryMs * 2 ** failures, MAX_RETRY_MS);
      try {
        for await (const event of this.#read(this.#lastId, signal)) {
          if (signal.aborted) return;
          failures = 0;
          this.#take(event);
        }
        pause = this.#retryMs;
      } catch (error) {
        failures += 1;
        const { status } = toApiError(error);
        if (status >= 400 && status < 500 && status !== 401 && status !== 429) pause = UNSUPPORTED_MS;
      }
      if (signal.aborted) return;
      this.#setConnected(false);
      await wait(pause, signal);
    }
  }

  #take({ type, id, data }: ServerEvent): void {
    const isFirst = this.#lastId === undefined;
    if (id !== undefined && id !== '') this.#lastId = id;
    if (type === 'ready' || type === 'reset') {
      this.#setConnected(true);
      // Before the first connection, changes may have come after what the page has read.
      if (type === 'reset' || isFirst) this.#report('everything');
      return;
    }
    const { Id, Kind, Status } = parse(data);
    if (Id === undefined) return;
    const known = `${type} ${Id}`;
    const isNew = Kind !== 'updated' || Status == null || this.#statuses.get(known) !== Status;
    if (Status != null) this.#statuses.set(known, Status);
    if (this.#statuses.size > MAX_STATUSES) this.#statuses.clear();
    this.#collected.push({ noun: type, id: Id, isNew });
    this.#timer ??= setTimeout(() => this.#flush(), this.#collectMs);
  }

  #flush(): void {
    this.#timer = undefined;
    const changes = this.#collected;
    this.#collected = [];
    this.#report(changes);
  }

  #report(changes: Changes): void {
    for (const listener of this.#listeners) listener(changes);
  }

  #setConnected(isConnected: boolean): void {
    if (this.#isConnected === isConnected) return;
    this.#isConnected = isConnected;
    for (const watcher of this.#watchers) watcher();
  }
}

interface ChangeEvent {
  readonly Id?: string;
  readonly Kind?: string;
  readonly Status?: string | null;
}

function parse(data: string): ChangeEvent {
  try {
    return JSON.parse(data) as ChangeEvent;
  } catch {
    return {};
  }
}

function wait(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
