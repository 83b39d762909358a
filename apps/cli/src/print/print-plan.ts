import type { PlanResult, Suggestion } from '@cliploop/core';
import { flagOf } from '../flags/option-flags.js';
import { formatBytes, formatRows, formatSeconds, formatTimeLeft } from './format.js';
import type { PrintOptions } from './print-result.js';
import { warningLine } from './warnings.js';

/** Prints a result of plan(): rows of text and the warnings, or JSON on stdout. */
export function printPlan(
  result: PlanResult,
  { json, quiet, verbose }: Pick<PrintOptions, 'json' | 'quiet' | 'verbose'>,
): void {
  if (json) {
    process.stdout.write(`${JSON.stringify(result, null, 2)}\n`);
    return;
  }
  process.stdout.write(planText(result));
  if (quiet) return;
  for (const warning of result.warnings) process.stderr.write(`${warningLine(warning)}\n`);
  if (verbose) {
    process.stderr.write(
      formatRows(Object.entries(result.timings).map(([stage, ms]) => [stage, `${ms.toFixed(1)} ms`] as const)),
    );
  }
}

/** A plan as text. */
export function planText(plan: PlanResult): string {
  const { format, width, height, frames, exact, duration, start, end, frameRate, delays, estimate, suggestions } = plan;
  const rate = frameRate === null ? '' : `, ${Number(frameRate.toFixed(3))} fps`;
  return formatRows([
    ['segment', `${formatSeconds(start)} to ${end === null ? 'the end' : formatSeconds(end)}`],
    ['output', `${format}, ${width}x${height}, ${formatSeconds(duration)}`],
    ['frames', frames === null ? 'unknown' : `${exact ? '' : 'about '}${framesText(plan)}${rate}`],
    ...(delays === null ? [] : [['delays', delayText(delays)] as const]),
    ['size', estimate === null ? 'unknown' : sizeText(estimate)],
    ...(estimate === null ? [] : [['time', `about ${formatTimeLeft(estimate.seconds)}`] as const]),
    ...suggestions.map((suggestion, index) => [index === 0 ? 'smaller' : '', suggestionText(suggestion)] as const),
  ]);
}

function framesText({ frames, estimate }: PlanResult): string {
  const merged = estimate === null || frames === null ? 0 : frames - estimate.frames;
  return merged > 0 ? `${frames}, about ${merged} of them identical to the frame before` : `${frames}`;
}

function delayText({ shortest, longest }: { shortest: number; longest: number }): string {
  const [from, to] = [shortest, longest].map((seconds) => `${Math.round(seconds * 1000)}`);
  return from === to ? `${from} ms` : `${from} to ${to} ms`;
}

function sizeText({ bytes, low, high }: { bytes: number; low: number; high: number }): string {
  return `about ${formatBytes(bytes)}, probably ${formatBytes(low)} to ${formatBytes(high)}`;
}

function suggestionText({ options, bytes }: Suggestion): string {
  return `${flagsText(options)}: about ${formatBytes(bytes)}`;
}

/** Options as flags: "--width 480". */
export function flagsText(options: Suggestion['options']): string {
  return Object.entries(options)
    .map(([name, value]) => `${flagOf(name)} ${value}`)
    .join(' ');
}
