/** A subscription to one topic. */
export interface Subscription {
  /**
   * Resolves at the next notification of the topic, or at once when there was one since the last call.
   * @param ms longest time to wait. Default: no limit. Closing the subscription or the notifier ends the wait too.
   */
  wait(ms?: number): Promise<void>;
  /** Ends a wait. A notification that was not used goes to another subscription. */
  close(): void;
}

interface Subscriber {
  notified: boolean;
  wake?: (() => void) | undefined;
}

/**
 * Notifies subscribers of topics. A notification wakes one subscriber of the topic, the one that has waited longest; a subscriber
 * that finds more than it can take notifies again. Every topic is also notified at intervals, for events that become due and for
 * notifications that were lost with a connection.
 */
export class Notifier {
  private readonly topics = new Map<string, Set<Subscriber>>();
  private timer: NodeJS.Timeout | undefined;
  private isClosed = false;

  /** @param intervalMs interval between the notifications of every topic */
  constructor(private readonly intervalMs: number) {}

  get closed(): boolean {
    return this.isClosed;
  }

  subscribe(topic: string): Subscription {
    const subscribers = this.topics.get(topic) ?? new Set<Subscriber>();
    const own: Subscriber = { notified: false };
    subscribers.add(own);
    this.topics.set(topic, subscribers);
    this.timer ??= setInterval(() => this.notifyAll(), this.intervalMs);
    return {
      wait: async (ms) => {
        if (!own.notified && subscribers.has(own) && !this.isClosed) await sleep(own, ms);
        own.notified = false;
      },
      close: () => {
        subscribers.delete(own);
        if (subscribers.size === 0 && this.topics.get(topic) === subscribers) this.topics.delete(topic);
        if (this.topics.size === 0) this.stopTimer();
        own.wake?.();
        if (own.notified) this.notify(topic);
      },
    };
  }

  notify(topic: string): void {
    const subscribers = [...(this.topics.get(topic) ?? [])].filter(({ notified }) => !notified);
    // Prefers a waiting subscriber. A busy one may have read too early; it is notified if no other waits.
    const subscriber = subscribers.find(({ wake }) => wake) ?? subscribers[0];
    if (!subscriber) return;
    subscriber.notified = true;
    subscriber.wake?.();
  }

  notifyAll(): void {
    for (const topic of this.topics.keys()) this.notify(topic);
  }

  /** Ends all waits, also those that begin later. */
  close(): void {
    this.isClosed = true;
    this.stopTimer();
    for (const subscribers of this.topics.values()) for (const { wake } of subscribers) wake?.();
  }

  private stopTimer(): void {
    clearInterval(this.timer);
    this.timer = undefined;
  }
}

async function sleep(own: Subscriber, ms: number | undefined): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  await new Promise<void>((resolve) => {
    own.wake = resolve;
    if (ms !== undefined) timer = setTimeout(resolve, ms);
  });
  clearTimeout(timer);
  own.wake = undefined;
}
