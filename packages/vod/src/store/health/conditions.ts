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

  constructor(private readonly log: ConditionLog) {}

  /** Begins a condition, or changes its message. */
  begin(name: string, message: string): void {
    const before = this.held.get(name);
    this.held.set(name, { name, message, since: before?.since ?? new Date() });
    if (!before) this.log.warn({ condition: name }, message);
  }

  /** Does nothing when the condition does not hold. @param message for the log */
  end(name: string, message: string): void {
    if (this.held.delete(name)) this.log.info({ condition: name }, message);
  }

  /** In the order in which they began. */
  list(): readonly Condition[] {
    return [...this.held.values()];
  }

  has(name: string): boolean {
    return this.held.has(name);
  }
}
