import type { Progress } from '@cliploop/core';
import { byteSize, roundTime } from '../print/format.js';

/** Progress with the rate and the time left. */
export interface PacedProgress extends Progress {
  /** Frames per second. */
  rate: number | undefined;
  /** Seconds. */
  left: number | undefined;
}

const BAR = 20;

const phases: Readonly<Record<string, string | undefined>> = {
  open: 'Opening the input',
  seek: 'Seeking to the start',
  write: 'Writing the file',
};

/** One line for a log: "Encoding: 50%, 30/60 frames, 12 frames/s, 1.5 MB, 3 s left". */
export function progressLine(progress: PacedProgress): string {
  const before = phaseBeforeFrames(progress);
  if (before !== undefined) return before;
  const { percent, count, rate, size, left } = parts(progress);
  return `Encoding: ${[percent, count, rate, size, left].filter(Boolean).join(', ')}`;
}

/** A bar with as many details as fit into the columns. */
export function progressBar(progress: PacedProgress, columns: number): string {
  const before = phaseBeforeFrames(progress);
  if (before !== undefined) return before.slice(0, columns);
  const { percent, count, rate, size, left } = parts(progress);
  const bar = (width: number): string => `${drawn(progress, width)} ${percent.padStart(4)}`;
  const layouts =
    percent === ''
      ? [['Encoding', count, rate, size], [count, rate], [count]]
      : [
          [bar(BAR), count, rate, size, left],
          [bar(BAR), rate, size, left],
          [bar(BAR), rate, left],
          [bar(BAR / 2), left],
          [percent, left],
          [percent],
        ];
  const lines = layouts.map((layout) => layout.filter(Boolean).join('  '));
  return lines.find((line) => line.length <= columns) ?? (lines.at(-1) ?? '').slice(0, columns);
}

function phaseBeforeFrames({ phase, frames }: Progress): string | undefined {
  return frames === 0 || phase === 'write' ? phases[phase] : undefined;
}

function parts({ frames, expectedFrames, bytes, rate, left }: PacedProgress) {
  const known = expectedFrames > 0;
  return {
    percent: known ? `${percentOf(frames, expectedFrames)}%` : '',
    count: known ? `${frames}/${expectedFrames} frames` : `${frames} ${frames === 1 ? 'frame' : 'frames'}`,
    rate: rate === undefined ? '' : `${rate < 10 ? rate.toFixed(1) : Math.round(rate)} frames/s`,
    size: byteSize(bytes),
    left: left === undefined ? '' : `${roundTime(left)} left`,
  };
}

function percentOf(frames: number, expected: number): number {
  return Math.floor((Math.min(frames, expected) / expected) * 100);
}

function drawn({ frames, expectedFrames }: Progress, width: number): string {
  const full = Math.floor((Math.min(frames, expectedFrames) / expectedFrames) * width);
  return `[${'#'.repeat(full)}${'-'.repeat(width - full)}]`;
}
