import { type ByteRange, type Downloaded, FetchError, type Fetcher } from '@cliploop/fetch';
import { SourceError, unsupported } from './source-error.js';

export interface PullLimits {
  /** Bytes that a source may have. */
  readonly size: number;
  /** Seconds that fetching one may take. */
  readonly time: number;
}

export interface GetOptions {
  /** Of this file. Default: what is left of all. */
  readonly maxBytes?: number;
  readonly range?: ByteRange | undefined;
  /** @param share 0 to 1; of a length that the server announces */
  readonly onProgress?: (share: number) => void;
}

/** What fetching one source may cost: all of its files together have one limit of bytes and one of time. */
export class Allowance {
  private readonly over = new AbortController();
  private readonly end: number;
  private taken = 0;
  /** Why no more is fetched: it is too much. */
  excess: SourceError | undefined;

  constructor(
    private readonly fetcher: Pick<Fetcher, 'download'>,
    private readonly limits: PullLimits,
    stop: AbortSignal,
  ) {
    this.end = performance.now() + limits.time * 1000;
    if (stop.aborted) this.cancel();
    else stop.addEventListener('abort', () => this.cancel(), { once: true });
  }

  /** Ends what is under way: nothing of it is needed any more. */
  cancel(): void {
    this.over.abort();
  }

  /** Aborted when nothing of it is needed any more. */
  get signal(): AbortSignal {
    return this.over.signal;
  }

  /** Fetches a file. Throws FetchError, SourceError. */
  async get(url: string, to: string, options: GetOptions = {}): Promise<Downloaded> {
    const left = this.limits.size - this.taken;
    const { maxBytes = left, range, onProgress } = options;
    let counted = 0;
    try {
      return await this.fetcher.download(url, {
        to,
        range,
        // Alone, a file that announces too much is not even begun.
        maxBytes: Math.min(maxBytes, left),
        totalTimeoutMs: Math.max(1, Math.ceil(this.end - performance.now())),
        signal: this.signal,
        onProgress: ({ bytes, total }) => {
          this.count(bytes - counted);
          counted = bytes;
          if (total) onProgress?.(bytes / total);
        },
      });
    } catch (error) {
      throw this.excess ?? (this.late(error) ? this.tooLate() : error);
    }
  }

  /** Whether it is the time for all that is over; timers are not exact. */
  private late(error: unknown): boolean {
    return error instanceof FetchError && error.code === 'TIMEOUT' && performance.now() > this.end - 50;
  }

  private tooLate(): SourceError {
    const message = `Fetching the source took longer than the ${this.limits.time} s that are allowed`;
    return new SourceError('SourceFileError.DownloadNotAccessible', message);
  }

  private count(bytes: number): void {
    this.taken += bytes;
    if (this.taken <= this.limits.size) return;
    this.excess = unsupported(`The source is larger than the ${this.limits.size} bytes that are allowed`);
    this.cancel();
  }
}
