import type { Progress } from '@cliploop/core';
import { formatBytes, formatTimeLeft } from '../print/format.js';

/** Progress with the measured frame rate and the time left; both are undefined while unknown. */
export interface MeasuredProgress extends Progress {
  fps: number | undefined;
  secondsLeft: number | undefined;
}

const BAR_WIDTH = 20;

/** Texts of the phases in which no frames are encoded. */
const phaseTexts: Readonly<Record<string, string | undefined>> = {
  open: 'Opening the input',
  seek: 'Seeking to the start',
  write: 'Writing the file',
};

/** One line for a log: "Encoding: 50%, 30/60 frames, 12 fps, 1.5 MB, 3 s left". */
export function progressLine(progress: MeasuredProgress): string {
  const text = textWithoutFrames(progress);
  if (text !== undefined) return text;
  const { percent, count, rate, size, left } = parts(progress);
  return `Encoding: ${[percent, count, rate, size, left].filter(Boolean).join(', ')}`;
}

/** A bar with as many details as fit into the columns. */
export function progressBar(progress: MeasuredProgress, columns: number): string {
  const text = textWithoutFrames(progress);
  if (text !== undefined) return text.slice(0, columns);
  const { percent, count, rate, size, left } = parts(progress);
  const bar = (width: number): string => `${drawBar(progress, width)} ${percent.padStart(4)}`;
  const layouts =
    percent === ''
      ? [['Encoding', count, rate, size], [count, rate], [count]]
      : [
          [bar(BAR_WIDTH), count, rate, size, left],
          [bar(BAR_WIDTH), rate, size, left],
          [bar(BAR_WIDTH), rate, left],
          [bar(BAR_WIDTH / 2), left],
          [percent, left],
          [percent],
        ];
  const lines = layouts.map((layout) => layout.filter(Boolean).join('  '));
  return lines.find((line) => line.length <= columns) ?? (lines.at(-1) ?? '').slice(0, columns);
}

function textWithoutFrames({ phase, frames }: Progress): string | undefined {
  return frames === 0 || phase === 'write' ? phaseTexts[phase] : undefined;
}

function parts({ frames, expectedFrames, bytes, fps, secondsLeft }: MeasuredProgress) {
  const known = expectedFrames > 0;
  return {
    percent: known ? `${percentOf(frames, expectedFrames)}%` : '',
    count: known ? `${frames}/${expectedFrames} frames` : `${frames} ${frames === 1 ? 'frame' : 'frames'}`,
    rate: fps === undefined ? '' : `${fps < 10 ? fps.toFixed(1) : Math.round(fps)} fps`,
    size: formatBytes(bytes),
    left: secondsLeft === undefined ? '' : `${formatTimeLeft(secondsLeft)} left`,
  };
}

function percentOf(frames: number, expected: number): number {
  return Math.floor((Math.min(frames, expected) / expected) * 100);
}

function drawBar({ frames, expectedFrames }: Progress, width: number): string {
  const full = Math.floor((Math.min(frames, expectedFrames) / expectedFrames) * width);
  return `[${'#'.repeat(full)}${'-'.repeat(width - full)}]`;
}
