import { readUrl, redacted } from '@cliploop/fetch';
import { SourceError } from './source-error.js';

export interface PaceLimits {
  /** Fewest bytes per second, on average over the window. */
  readonly minRate: number;
  /** Length of the window, in seconds. */
  readonly window: number;
  /** How often the rate is measured in a window. Default 30. */
  readonly samples?: number;
}

/**
 * An audio stream of 64 kbit/s that a server sends in real time has 8000 bytes per second. Connections, headers, redirects and
 * pauses between the files of a playlist count as time.
 */
const defaultLimits: PaceLimits = { minRate: 4096, window: 30 };

/** Longest time that a source may ask to wait (Retry-After), in all, ms. It does not count as time of the download. */
const MAX_PAUSE_MS = 5 * 60_000;

/**
 * Measures the rate of one source, over all its files, and reports when it is too low. Time without any download does not count, for
 * example while the service joins files.
 */
export class Pace {
  private readonly urls = new Map<symbol, string>();
  private readonly samples: number[] = [];
  private bytes = 0;
  private paused = 0;
  private pausedUntil = 0;
  private timer: NodeJS.Timeout | undefined;

  /** @param tooSlow called once */
  constructor(
    private readonly tooSlow: (error: SourceError) => void,
    private readonly limits = defaultLimits,
  ) {}

  /** A download begins. @returns a function to call when it has ended */
  begin(url: string): () => void {
    const { window, samples = 30 } = this.limits;
    const key = Symbol();
    this.urls.set(key, url);
    this.timer ??= setInterval(() => this.sample(samples), (window * 1000) / samples).unref();
    return () => {
      this.urls.delete(key);
      if (this.urls.size > 0) return;
      clearInterval(this.timer);
      this.timer = undefined;
    };
  }

  /** @param bytes negative when a download starts over */
  count(bytes: number): void {
    this.bytes += Math.max(0, bytes);
  }

  /** A server asked to wait. */
  pause(ms: number): void {
    const left = Math.min(ms, MAX_PAUSE_MS - this.paused);
    this.paused += left;
    this.pausedUntil = Math.max(this.pausedUntil, performance.now() + left);
  }

  private sample(count: number): void {
    if (performance.now() < this.pausedUntil) return;
    this.samples.push(this.bytes);
    this.bytes = 0;
    if (this.samples.length > count) this.samples.shift();
    if (this.samples.length < count) return;
    const { minRate, window } = this.limits;
    const received = this.samples.reduce((sum, bytes) => sum + bytes, 0);
    if (received >= minRate * window) return;
    clearInterval(this.timer);
    // The download that began first is the one that the others wait for.
    const [text = ''] = this.urls.values();
    const url = readUrl(text);
    const what = `sent ${received} bytes in ${window} s, less than the minimum of ${minRate} bytes per second`;
    this.tooSlow(
      new SourceError(
        'SourceFileError.DownloadNotAccessible',
        `${url ? redacted(url) : 'The source'} ${what}. Use a faster server.`,
      ),
    );
  }
}
