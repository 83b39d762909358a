import { ApiError } from '../../wire/error/api-error.js';

/** How long a failure is remembered, ms. */
const KEPT_MS = 60_000;
/** Failures that are remembered. */
const MAX_FAILURES = 1_000;

/** Codes of failures that would be the same again. */
const lasting: ReadonlySet<string> = new Set(['FailedOperation', 'InvalidParameterValue', 'LimitExceeded']);

/** The animations that lately could not be made: a page that many people open must not cause the same work again and again. */
export class Failures {
  private readonly failures = new Map<string, { readonly error: ApiError; readonly time: number }>();

  /** @param keptMs default: one minute */
  constructor(private readonly keptMs = KEPT_MS) {}

  /** @throws the failure of this name, if it is not old */
  check(name: string): void {
    const found = this.failures.get(name);
    if (found === undefined) return;
    if (performance.now() - found.time < this.keptMs) throw found.error;
    this.failures.delete(name);
  }

  add(name: string, error: unknown): void {
    if (!(error instanceof ApiError) || !lasting.has(error.code)) return;
    this.failures.delete(name);
    this.failures.set(name, { error, time: performance.now() });
    const [oldest = ''] = this.failures.keys();
    if (this.failures.size > MAX_FAILURES) this.failures.delete(oldest);
  }
}
