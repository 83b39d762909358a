import type { Probe, StillsResult } from '@cliploop/core';
import type { Pictured, Planned } from './protocol.js';

/** Largest number of streams of each kind, and of warnings. */
const MAX_ITEMS = 100;
/** Longest text of a file, characters. */
const MAX_LANGUAGE_LENGTH = 100;
/** Longest message, characters. */
const MAX_MESSAGE_LENGTH = 1_000;

/**
 * A probe without what makes it long. A file can have thousands of streams, and languages of megabytes, while the service takes no
 * long messages.
 */
export function shortened(probe: Probe): Probe {
  const { video, audio, warnings } = probe;
  return {
    ...probe,
    video: video
      .filter(({ selected }, at) => at < MAX_ITEMS || selected)
      .map((stream) => ({ ...stream, language: stream.language?.slice(0, MAX_LANGUAGE_LENGTH) ?? null })),
    audio: audio.slice(0, MAX_ITEMS),
    warnings: warnings.slice(0, MAX_ITEMS).map((one) => ({ ...one, message: shortMessage(one.message) })),
  };
}

/** A plan without what makes it long. */
export function shortenedPlan(plan: Planned): Planned {
  const { warnings, suggestions } = plan;
  return {
    ...plan,
    suggestions: suggestions.slice(0, MAX_ITEMS),
    warnings: warnings.slice(0, MAX_ITEMS).map((one) => ({ ...one, message: shortMessage(one.message) })),
  };
}

/** What the service needs of the result of stills(). */
export function picturedOf({ stills, sheets, width, height, size, start, end }: StillsResult): Pictured {
  const [sheet] = sheets ?? [];
  const columns = sheet ? Math.round(sheet.width / width) : 1;
  return {
    size,
    sheets: sheets?.length ?? 1,
    width,
    height,
    columns,
    times: stills.map(({ time }) => time),
    start,
    end,
  };
}

export const shortMessage = (message: string): string => message.slice(0, MAX_MESSAGE_LENGTH);
