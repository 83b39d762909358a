import type { Progress } from '@cliploop/core';
import { Pace } from './frame-rate-meter.js';
import { progressBar, progressLine } from './progress-text.js';

/** The output of progress: a terminal, a log, or a test. */
export interface Screen {
  isTTY?: boolean;
  columns?: number;
  write(text: string): unknown;
}

const LINE_EVERY = 2000;

/**
 * Shows a bar on a terminal, redrawn in place, and elsewhere at most one line every 2 s. The bar is redrawn only when it
 * changes and always fits into one line, because a longer line cannot be redrawn in place.
 */
export class ProgressDisplay {
  private readonly pace = new Pace();
  private lastLine: number;
  private drawn = '';

  /** @param label Text before the bar: "2/5". */
  constructor(
    private readonly screen: Screen,
    private readonly label = '',
    private readonly now: () => number = () => performance.now(),
  ) {
    this.lastLine = now();
  }

  show(progress: Progress): void {
    if (progress.phase === 'encode') this.pace.add(this.now(), progress.frames);
    const paced = { ...progress, rate: this.pace.rate, left: this.pace.left(progress.expectedFrames) };
    const label = this.label === '' ? '' : `${this.label} `;
    if (this.screen.isTTY && process.env.TERM !== 'dumb') {
      // The last column stays free: some terminals wrap as soon as it is written.
      const columns = (this.screen.columns || 80) - 1 - label.length;
      this.draw(`${label}${progressBar(paced, Math.max(columns, 4))}`);
    } else if (this.now() - this.lastLine >= LINE_EVERY) {
      this.lastLine = this.now();
      this.screen.write(`${label}${progressLine(paced)}\n`);
    }
  }

  /** Writes a line above the bar. */
  note(text: string): void {
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
