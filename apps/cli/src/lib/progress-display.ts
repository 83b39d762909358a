import type { Progress } from '@cliploop/core';
import { byteSize } from './words.js';

/** Where progress is shown: a terminal, a log, or a test. */
export interface Screen {
  isTTY?: boolean;
  columns?: number;
  write(text: string): unknown;
}

const LINE_EVERY = 2000;
const BAR = 24;

/** A bar that is redrawn in place on a terminal; elsewhere a line now and then, at most one every 2 s. */
export class ProgressDisplay {
  private lastLine: number;
  private drawn = false;

  constructor(
    private readonly screen: Screen,
    private readonly now: () => number = () => performance.now(),
  ) {
    this.lastLine = now();
  }

  show(progress: Progress): void {
    if (this.screen.isTTY) {
      this.screen.write(`\r${bar(progress).slice(0, (this.screen.columns ?? 80) - 1)}\u001b[K`);
      this.drawn = true;
    } else if (this.now() - this.lastLine >= LINE_EVERY) {
      this.lastLine = this.now();
      this.screen.write(`${line(progress)}\n`);
    }
  }

  /** Takes the bar away, so that what follows starts on a clean line. */
  clear(): void {
    if (this.drawn) this.screen.write('\r\u001b[K');
    this.drawn = false;
  }
}

function bar(progress: Progress): string {
  const { frames, expectedFrames } = progress;
  const full = expectedFrames > 0 ? Math.round((Math.min(frames, expectedFrames) / expectedFrames) * BAR) : 0;
  return `[${'#'.repeat(full)}${'-'.repeat(BAR - full)}] ${line(progress)}`;
}

function line({ phase, frames, expectedFrames, bytes }: Progress): string {
  const of = expectedFrames > 0 ? `${frames}/${expectedFrames} frames` : `${frames} frames`;
  return `${phase} ${of}, ${byteSize(bytes)}`;
}
