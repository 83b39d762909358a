import type { Progress } from '@cliploop/core';
import { FrameRateMeter } from './frame-rate-meter.js';
import { progressBar, progressLine } from './progress-text.js';

/** Where progress is written: a terminal, a log or a test. */
interface Screen {
  isTTY?: boolean;
  columns?: number;
  write(text: string): unknown;
}

/** Shortest time between two lines of a log, in milliseconds. */
const LINE_INTERVAL_MS = 2000;

/**
 * Shows progress: a bar that is redrawn in place on a terminal, at most one line every 2 seconds elsewhere. The bar is redrawn
 * only when it changes, and it always fits into one line, because a longer line cannot be redrawn in place.
 */
export class ProgressDisplay {
  private readonly meter = new FrameRateMeter();
  private lastLineTime: number;
  private drawn = '';

  /** @param label Text before the bar: "2/5". */
  constructor(
    private readonly screen: Screen,
    private readonly label = '',
    private readonly now: () => number = () => performance.now(),
  ) {
    this.lastLineTime = now();
  }

  show(progress: Progress): void {
    if (progress.phase === 'encode') this.meter.add(this.now(), progress.frames);
    const measured = {
      ...progress,
      fps: this.meter.fps,
      secondsLeft: this.meter.secondsLeft(progress.expectedFrames),
    };
    const label = this.label === '' ? '' : `${this.label} `;
    if (this.screen.isTTY && process.env.TERM !== 'dumb') {
      // The last column stays empty: some terminals wrap as soon as it is written.
      const columns = (this.screen.columns || 80) - 1 - label.length;
      this.draw(`${label}${progressBar(measured, Math.max(columns, 4))}`);
    } else if (this.now() - this.lastLineTime >= LINE_INTERVAL_MS) {
      this.lastLineTime = this.now();
      this.screen.write(`${label}${progressLine(measured)}\n`);
    }
  }

  /** Writes a line above the bar. */
  printAbove(text: string): void {
    this.clear();
    this.screen.write(`${text}\n`);
  }

  /** Removes the bar, so that further output starts on an empty line. */
  clear(): void {
    if (this.drawn !== '') this.screen.write('\r\u001b[K');
    this.drawn = '';
  }

  private draw(text: string): void {
    if (text === this.drawn) return;
    this.screen.write(`\r${text}\u001b[K`);
    this.drawn = text;
  }
}
