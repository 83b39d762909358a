import type { Entry } from '@cliploop/core/schema';

interface FlagHelp {
  /** The heading of the flag in the help. Default: "FLAGS". */
  group?: string;
  char?: Letter;
  /** Further letters that other tools use. */
  charAliases?: Letter[];
  /** Replaces the sentence of the library. */
  text?: string;
  /** Replaces the name that the library gives the value. */
  value?: string;
  /** Replaces the default as the library shows it. */
  fallback?: string;
}

type Letter = 'o' | 's' | 'e' | 't' | 'w' | 'W' | 'H' | 'r' | 'q' | 'Q' | 'f' | 'y';

/** How the options are shown in `--help`, and their short flags: those of ffmpeg, then those of gifski. */
const words: Readonly<Record<string, FlagHelp | undefined>> = {
  output: { char: 'o', text: 'File, folder, or - for standard output.', fallback: '<input name>.<format>' },
  overwrite: { char: 'y', text: 'Replace an existing output.' },
  start: { group: 'segment', char: 's', text: 'Start, also -ss: 90, 1:30, 1m30s; -3 from the end.' },
  end: { group: 'segment', char: 'e', text: 'End, also -to. Not together with --duration.', fallback: 'the end' },
  duration: { group: 'segment', char: 't', text: 'Length: 4, 1:30, 1m30s. Not together with --end.' },
  width: {
    group: 'size',
    char: 'w',
    charAliases: ['W'],
    value: 'size',
    text: 'Width: 480, 50% of the source, or auto.',
    fallback: 'source',
  },
  height: {
    group: 'size',
    char: 'H',
    value: 'size',
    text: 'Height: 270, 50% of the source, or auto.',
    fallback: 'in proportion',
  },
  fit: { group: 'size', text: 'With both sides given: stretch, contain, cover or pad.' },
  background: { group: 'size', text: 'Colour of the bars of --fit pad.' },
  resolutionAdaptive: {
    group: 'size',
    text: '--width is the long edge, --height the short edge, so portrait videos come out portrait.',
  },
  fps: { group: 'size', char: 'r', text: 'Frames per second, 1 to 60, or source.' },
  format: { group: 'format', char: 'f', text: 'gif or webp.', fallback: "the output's extension, else gif" },
  quality: { group: 'format', char: 'q', charAliases: ['Q'], text: 'Quality, 1 to 100.' },
  effort: { group: 'format', text: '0 is the fastest, 6 gives the smallest file.' },
  loop: { group: 'format', text: 'Number of plays: 3, once, or forever (0).', fallback: 'forever' },
  dither: { group: 'format', text: 'For GIF: auto, none, floyd-steinberg, ordered.' },
  template: { group: 'format', text: '20000 (GIF), 20001 (WebP), or a JSON file.' },
  threads: { group: 'limit', text: 'Threads to use.', fallback: 'one for each core' },
  maxPixels: { text: 'Size of a source frame.', fallback: '8192x4320' },
  maxDuration: { text: 'Length of the segment.', value: 's', fallback: 'no limit' },
  maxFrames: { text: 'Frames of the segment.' },
  maxOutputBytes: { text: 'Size of the output, such as 500MB.', fallback: '2 GiB' },
  maxSpoolBytes: { text: 'Size of the temporary file for a stream.', fallback: '4 GiB' },
  timeoutMs: { text: 'Time limit of the job.', fallback: 'no limit' },
};

/** The part of a flag that does not depend on the kind of its value. */
export function flagHelp(name: string, entry: Entry, group: string | undefined) {
  const { char, charAliases, text, group: own, value = entry.flag, fallback } = words[name] ?? {};
  const helpGroup = own ?? group;
  return {
    description: `${text ?? entry.doc.replaceAll('`', '')}${bracketed(fallback ?? defaultOf(entry))}`,
    ...(typeof value === 'string' && { helpValue: `<${value}>` }),
    ...(helpGroup !== undefined && { helpGroup }),
    ...(char !== undefined && { char }),
    ...(charAliases !== undefined && { charAliases }),
  };
}

const order = [undefined, 'segment', 'size', 'format', 'limit'];

/** Flags in the order in which `--help` shows them. */
export function grouped<F extends Record<string, { helpGroup?: string | undefined }>>(flags: F): F {
  const place = ([, { helpGroup }]: [string, { helpGroup?: string | undefined }]): number => order.indexOf(helpGroup);
  return Object.fromEntries(Object.entries(flags).sort((a, b) => place(a) - place(b))) as F;
}

function defaultOf({ default: value, defaultNote }: Entry): string | undefined {
  return value === undefined ? defaultNote?.replaceAll('`', '') : String(value);
}

function bracketed(fallback: string | undefined): string {
  return fallback === undefined || fallback === 'false' ? '' : ` [${fallback}]`;
}
