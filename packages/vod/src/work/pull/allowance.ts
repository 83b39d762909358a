import { type ByteRange, type Downloaded, FetchError, type Fetcher } from '@cliploop/fetch';
import type { DiskSpace, Hold } from '../../store/health/disk-space.js';
import { Pace, type PaceLimits } from './pace.js';
import { SourceError, unsupported } from './source-error.js';

export interface PullLimits {
  /** Most bytes of a source, with all files of a playlist. */
  readonly size: number;
  /** Most seconds for the download of a source. */
  readonly time: number;
  /** Default: see `Pace`. */
  readonly pace?: PaceLimits;
}

export interface GetOptions {
  /** Most bytes of this file. Default: the rest of the limit. */
  readonly maxBytes?: number;
  readonly range?: ByteRange | undefined;
  /** Called only if the server announces the length. @param share 0 to 1 */
  readonly onProgress?: (share: number) => void;
}

/** Starts a download when its host may get one more. */
export type Gate = <T>(url: string, signal: AbortSignal, download: () => Promise<T>) => Promise<T>;

/** The limits for the download of one source: one size and one time for all of its files together. */
export class Allowance {
  private readonly controller = new AbortController();
  private readonly end: number;
  private received = 0;
  private readonly pace: Pace;
  /** The error after more bytes than allowed, fewer in a time than required, or without space for them. */
  excess: Error | undefined;
  private hold: Hold | undefined;

  constructor(
    private readonly fetcher: Pick<Fetcher, 'download'>,
    private readonly limits: PullLimits,
    stop: AbortSignal,
    private readonly gate: Gate = (_url, _signal, download) => download(),
    private readonly space?: Pick<DiskSpace, 'hold' | 'check'>,
  ) {
    this.end = performance.now() + limits.time * 1000;
    this.pace = new Pace((error) => {
      this.excess ??= error;
      this.cancel();
    }, limits.pace);
    if (stop.aborted) this.cancel();
    else stop.addEventListener('abort', () => this.cancel(), { once: true });
  }

  /** Ends all downloads. */
  cancel(): void {
    this.hold?.release();
    this.controller.abort();
  }

  /** Aborted by `cancel` and by the signal of the caller. */
  get signal(): AbortSignal {
    return this.controller.signal;
  }

  /** Downloads a file. @throws FetchError, SourceError */
  async get(url: string, to: string, options: GetOptions = {}): Promise<Downloaded> {
    return this.gate(url, this.signal, () => this.download(url, to, options));
  }

  private async download(url: string, to: string, options: GetOptions): Promise<Downloaded> {
    const left = this.limits.size - this.received;
    const { maxBytes = left, range, onProgress } = options;
    let counted = 0;
    this.space?.check();
    const done = this.pace.begin(url);
    try {
      return await this.fetcher.download(url, {
        to,
        range,
        // A file that announces more than the rest of the limit is refused before its first byte.
        maxBytes: Math.min(maxBytes, left),
        totalTimeoutMs: Math.max(1, Math.ceil(this.end - performance.now())),
        signal: this.signal,
        onRetry: (ms) => this.pace.pause(ms),
        onProgress: ({ bytes, total }) => {
          if (counted === 0 && total !== undefined) this.announce(total);
          this.pace.count(bytes - counted);
          this.count(bytes - counted);
          counted = bytes;
          if (total) onProgress?.(bytes / total);
        },
      });
    } catch (error) {
      throw this.excess ?? (this.isTimeout(error) ? this.timeout() : error);
    } finally {
      done();
    }
  }

  /** Whether the time limit of the source is over. Timers of Node may fire a little early. */
  private isTimeout(error: unknown): boolean {
    return error instanceof FetchError && error.code === 'TIMEOUT' && performance.now() > this.end - 50;
  }

  private timeout(): SourceError {
    const message = `The download of the source took longer than the limit of ${this.limits.time} s`;
    return new SourceError('SourceFileError.DownloadNotAccessible', message);
  }

  /** Ends the download at once when the rest of an announced file would not fit. */
  private announce(total: number): void {
    try {
      this.space?.check(total);
    } catch (error) {
      this.fail(error as Error);
    }
  }

  private fail(error: Error): void {
    this.excess ??= error;
    this.cancel();
  }

  private count(bytes: number): void {
    try {
      this.hold ??= this.space?.hold();
      if (bytes > 0) this.hold?.wrote(bytes);
    } catch (error) {
      this.fail(error as Error);
    }
    this.received += bytes;
    if (this.received <= this.limits.size) return;
    this.fail(unsupported(`The source is larger than the limit of ${this.limits.size} bytes`));
  }
}
