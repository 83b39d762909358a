import { animateHelp, type FlagHelp, type HelpGroups } from './flag-help.js';

const { file, segment, frame, format, limit, general } = animateHelp;
const { stream, ...times } = segment;
const { fps: _, inputFps, background, ...size } = frame;

/** The options of `stills`. Those that animate has too have the same letters. */
export const stillsHelp: HelpGroups = {
  file: {
    output: { ...file.output, text: 'File, name with %03d, folder, or - for stdout.' },
    overwrite: { ...file.overwrite, text: 'Replace existing outputs.' },
  },
  segment: {
    times: { text: 'Times of the stills: 1:30 or 10,20,-1.' } satisfies FlagHelp,
    every: { text: 'Every n-th frame of the segment.' },
    interval: { text: 'A still each time this passes: 10 or 1m.' },
    count: { char: 'n', text: 'Number of stills, spread over the segment.' },
    keyFrames: { text: 'With --count: prefer key frames.', default: 'on' },
    ...times,
    stream,
  },
  frame: {
    ...size,
    background: { ...background, text: 'Color of bars, and behind JPEG.' },
    inputFps,
  },
  format: {
    format: { ...format.format, text: 'webp, png or jpeg.', default: "output's extension, or webp" },
    quality: { ...format.quality, text: 'Quality of webp and jpeg, 1 to 100.' },
    sprite: { text: 'Make sprite sheets and a WebVTT index.' },
    columns: { text: 'Columns of a sheet.', default: '10' },
    rows: { text: 'Rows of a sheet.', default: '10' },
  },
  limit,
  general,
};
