/** Something that keeps the service from working fully. It ends without a restart when its cause is gone. */
export interface Condition {
  /** For programs and for the status of /readyz: `disk full`. */
  readonly name: string;
  /** What is wrong and what to do, for the operator. It may contain paths, but no secrets. */
  readonly message: string;
  readonly since: Date;
}

/** Receives one line when a condition begins, and one when it ends. */
export interface ConditionLog {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
}

/** The conditions that hold now. */
export class Conditions {
  private readonly held = new Map<string, Condition>();
  private readonly listeners = new Set<(name: string) => void>();

  constructor(private readonly log: ConditionLog) {}

  /** Begins a condition, or changes its message. */
  begin(name: string, message: string): void {
    const before = this.held.get(name);
    this.held.set(name, { name, message, since: before?.since ?? new Date() });
    if (before) return;
    this.log.warn({ condition: name }, message);
    for (const listener of this.listeners) listener(name);
  }

  /** Does nothing when the condition does not hold. @param message for the log */
  end(name: string, message: string): void {
    if (this.held.delete(name)) this.log.info({ condition: name }, message);
  }

  /** Calls the listener when a condition begins. @returns a function that ends this */
  onBegin(listener: (name: string) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** In the order in which they began. */
  list(): readonly Condition[] {
    return [...this.held.values()];
  }

  has(name: string): boolean {
    return this.held.has(name);
  }
}
