/**
 * A value that is computed at most once at a time, and used for a while. However many callers ask, they cost as much as one.
 */
export class Cached<T> {
  private last: { readonly value: T; readonly time: number } | undefined;
  private loading: Promise<T> | undefined;

  /** @param maxAge how long a value is used, ms */
  constructor(
    private readonly load: () => Promise<T>,
    private readonly maxAge: number,
  ) {}

  /** The newest value, however old it is. */
  get newest(): T | undefined {
    return this.last?.value;
  }

  get isLoading(): boolean {
    return this.loading !== undefined;
  }

  /** @throws what `load` throws; this is not kept */
  async get(): Promise<T> {
    if (this.last !== undefined && performance.now() - this.last.time < this.maxAge) return this.last.value;
    this.loading ??= this.load()
      .then((value) => {
        this.last = { value, time: performance.now() };
        return value;
      })
      .finally(() => {
        this.loading = undefined;
      });
    return this.loading;
  }
}
