/** Somebody who waits for a topic. */
export interface Ear {
  /** Resolves when the topic rang since the last call, the time is over, or the ear or the bell is closed. */
  wait(ms?: number): Promise<void>;
  /** Ends a wait, and hands a ring that was not heard on to the next. */
  close(): void;
}

interface Waiting {
  rung: boolean;
  wake?: (() => void) | undefined;
}

/**
 * Wakes those who wait for something to come. A ring wakes one of them, the one that has waited longest: whoever finds
 * more than it takes rings again. Every topic also rings by itself now and then, for what nobody rings for: events that
 * become due again, and rings that a broken connection lost.
 */
export class Bell {
  private readonly topics = new Map<string, Set<Waiting>>();
  private timer: NodeJS.Timeout | undefined;
  private over = false;

  /** @param tickMs between the rings that come by themselves */
  constructor(private readonly tickMs: number) {}

  get closed(): boolean {
    return this.over;
  }

  listen(topic: string): Ear {
    const ears = this.topics.get(topic) ?? new Set<Waiting>();
    const own: Waiting = { rung: false };
    ears.add(own);
    this.topics.set(topic, ears);
    this.timer ??= setInterval(() => this.ringAll(), this.tickMs);
    return {
      wait: async (ms) => {
        if (!own.rung && ears.has(own) && !this.over) await this.silence(own, ms);
        own.rung = false;
      },
      close: () => {
        ears.delete(own);
        if (ears.size === 0 && this.topics.get(topic) === ears) this.topics.delete(topic);
        if (this.topics.size === 0) this.stopTicking();
        own.wake?.();
        if (own.rung) this.ring(topic);
      },
    };
  }

  ring(topic: string): void {
    const ears = [...(this.topics.get(topic) ?? [])].filter(({ rung }) => !rung);
    // One that is looking already may have looked too early; it looks again when nobody else is there.
    const ear = ears.find(({ wake }) => wake) ?? ears[0];
    if (!ear) return;
    ear.rung = true;
    ear.wake?.();
  }

  ringAll(): void {
    for (const topic of this.topics.keys()) this.ring(topic);
  }

  /** Nobody waits any more, now and later. */
  close(): void {
    this.over = true;
    this.stopTicking();
    for (const ears of this.topics.values()) for (const ear of ears) ear.wake?.();
  }

  private async silence(own: Waiting, ms: number | undefined): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    await new Promise<void>((resolve) => {
      own.wake = resolve;
      if (ms !== undefined) timer = setTimeout(resolve, ms);
    });
    clearTimeout(timer);
    own.wake = undefined;
  }

  private stopTicking(): void {
    clearInterval(this.timer);
    this.timer = undefined;
  }
}
