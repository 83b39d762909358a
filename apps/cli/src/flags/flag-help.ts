import type { Entry } from '@cliploop/core/schema';

interface FlagHelp {
  /** The heading of the flag in `--help`. */
  group?: Group;
  char?: Letter;
  /** Letters of the same flag in other tools. */
  charAliases?: Letter[];
  /** Replaces the description of the library, which is too long for a list of flags. */
  text?: string;
  /** Replaces the name that the library gives the value. */
  value?: string;
  /** Replaces the default of the library. */
  default?: string;
}

type Letter = 'o' | 's' | 'e' | 't' | 'w' | 'W' | 'H' | 'r' | 'q' | 'Q' | 'f' | 'y';

/** The headings of `--help`, in order. */
const groups = [
  'input and output',
  'segment',
  'size and frame rate',
  'format and quality',
  'limits',
  'general',
] as const;

export type Group = (typeof groups)[number];

/** Short flags and texts of the options. The letters are those of ffmpeg, then those of gifski. */
const help: Readonly<Record<string, FlagHelp | undefined>> = {
  output: {
    group: 'input and output',
    char: 'o',
    text: 'File, folder, or - for standard output',
  },
  overwrite: { group: 'input and output', char: 'y', text: 'Replace an existing output' },
  start: { group: 'segment', char: 's', text: 'Start (also -ss): 90, 1:30, 1m30s' },
  end: {
    group: 'segment',
    char: 'e',
    text: 'End (also -to)',
    default: 'end of the video',
  },
  duration: { group: 'segment', char: 't', text: 'Length, instead of --end' },
  width: {
    group: 'size and frame rate',
    char: 'w',
    charAliases: ['W'],
    value: 'size',
    text: 'Width: 480, 50% or auto',
    default: 'auto',
  },
  height: {
    group: 'size and frame rate',
    char: 'H',
    value: 'size',
    text: 'Height: 270, 50% or auto',
    default: 'auto',
  },
  fit: { group: 'size and frame rate', text: 'stretch, contain, cover or pad' },
  background: { group: 'size and frame rate', text: 'Colour of the bars of --fit pad' },
  resolutionAdaptive: {
    group: 'size and frame rate',
    text: 'Apply --width to the long edge of the video',
  },
  fps: { group: 'size and frame rate', char: 'r', text: 'Frames per second, 1 to 60, or source' },
  format: {
    group: 'format and quality',
    char: 'f',
    value: 'format',
    text: 'gif or webp',
    default: "output's extension, or gif",
  },
  quality: { group: 'format and quality', char: 'q', charAliases: ['Q'], text: 'Quality, 1 to 100' },
  effort: { group: 'format and quality', text: '0 (fastest) to 6 (smallest file)' },
  loop: { group: 'format and quality', text: 'Number of plays, or forever', default: 'forever' },
  dither: {
    group: 'format and quality',
    value: 'method',
    text: 'For GIF: auto, none, floyd-steinberg or ordered',
  },
  template: {
    group: 'format and quality',
    text: 'Preset 20000 (GIF), 20001 (WebP), or a JSON file',
  },
  threads: { group: 'limits', text: 'Number of threads', default: 'number of CPU cores' },
  maxPixels: { group: 'limits', text: 'Pixels of a source frame', default: '8192x4320' },
  maxDuration: { group: 'limits', text: 'Length of the segment', default: 'no limit' },
  maxFrames: { group: 'limits', text: 'Frames of the segment' },
  maxOutputBytes: {
    group: 'limits',
    value: 'size',
    text: 'Size of the output, such as 500MB',
    default: '2 GiB',
  },
  maxSpoolBytes: {
    group: 'limits',
    value: 'size',
    text: 'Temporary file for a stream',
    default: '4 GiB',
  },
  timeoutMs: {
    group: 'limits',
    value: 'time',
    text: 'Time for the job, such as 30s',
    default: 'no limit',
  },
};

/** The part of a flag that does not depend on the type of its value. */
export function flagHelp(name: string, entry: Entry) {
  const { char, charAliases, text, group, value = entry.flag, default: own } = help[name] ?? {};
  return {
    description: `${text ?? entry.doc.replaceAll('`', '').replace(/\.$/, '')}${defaultText(own ?? defaultOf(entry))}`,
    ...(typeof value === 'string' && { helpValue: `<${value}>` }),
    helpGroup: group ?? 'general',
    ...(char !== undefined && { char }),
    ...(charAliases !== undefined && { charAliases }),
  };
}

/** Flags in the order in which `--help` shows them. */
export function inHelpOrder<F extends Record<string, { helpGroup?: string | undefined }>>(flags: F): F {
  const place = ([, { helpGroup }]: [string, { helpGroup?: string | undefined }]): number =>
    groups.indexOf(helpGroup as Group);
  return Object.fromEntries(Object.entries(flags).sort((a, b) => place(a) - place(b))) as F;
}

// "the template's, else 75" as "75".
function defaultOf({ default: value }: Entry): string | undefined {
  return value?.replace(/^the template's, else /, '').replaceAll('`', '');
}

function defaultText(value: string | undefined): string {
  return value === undefined || value === 'false' ? '' : ` [default: ${value}]`;
}
