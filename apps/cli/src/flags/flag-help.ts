import type { Entry } from '@cliploop/core/schema';

export interface FlagHelp {
  char?: Letter;
  /** Letters of the same flag in other tools. */
  charAliases?: Letter[];
  /** Replaces the description of the library, which is too long for a list of flags. */
  text: string;
  /** Replaces the name that the library gives the value. */
  value?: string;
  /** Replaces the default of the library. */
  default?: string;
}

type Letter = 'n' | 'o' | 's' | 'e' | 't' | 'w' | 'W' | 'H' | 'r' | 'q' | 'Q' | 'f' | 'y';

/** The options by the headings of `--help`, in order. The letters are those of ffmpeg, then those of gifski. */
export const animateHelp = {
  file: {
    output: { char: 'o', text: 'File, folder, or - for standard output.' },
    overwrite: { char: 'y', text: 'Replace an existing output.' },
  },
  segment: {
    start: { char: 's', text: 'Start (also -ss): 90, 1:30, 1m30s or auto.' },
    end: { char: 'e', text: 'End (also -to).' },
    duration: { char: 't', text: 'Length, instead of --end.' },
    speed: { value: 'factor', text: 'Speed: 2, 0.5 or 150%.' },
    playback: { text: 'Order: forward, reverse or boomerang.' },
    seamless: { text: 'Loop without a jump: none, find, crossfade or auto.' },
    seamlessWindow: { text: 'How far each end may move.' },
    crossfade: { text: 'Length of the crossfade.' },
    stream: { text: 'Video stream: index or language.' },
  },
  frame: {
    crop: { value: 'area', text: 'Part to keep: x,y,width,height in pixels or %, or auto.' },
    width: { char: 'w', charAliases: ['W'], value: 'size', text: 'Width: 480, 50% of the source, or auto.' },
    height: { char: 'H', value: 'size', text: 'Height: 270, 50% of the source, or auto.' },
    fit: { text: 'Fit: stretch, contain, cover or pad.' },
    gravity: { value: 'where', text: 'For --fit cover and pad: north, southeast and so on.' },
    background: { value: 'color', text: 'Color of the bars of --fit pad.' },
    resolutionAdaptive: { text: 'Width is the long edge, and height the short one.' },
    fps: { char: 'r', text: 'Frames per second, 1 to 60, or source.', default: 'up to 15' },
    inputFps: { text: 'Rate of a raw stream.' },
  },
  format: {
    format: { char: 'f', value: 'format', text: 'gif, webp or avif.', default: "output's extension, or gif" },
    quality: { char: 'q', charAliases: ['Q'], text: 'Quality, 1 to 100.' },
    effort: { text: 'Effort, 0 (fastest) to 6 (smallest file).' },
    loop: { text: 'Plays: 3, once, forever or source.' },
    maxBytes: { value: 'size', text: 'Size to stay below, such as 256KB or 10MB.' },
    reduce: { text: 'What --max-bytes may reduce, in order.', default: 'quality:30,fps:8,size:64' },
    for: {
      text: 'slack-emoji, discord, discord-emoji, github, telegram-sticker, whatsapp-sticker, email.',
    },
    dither: { value: 'method', text: 'For GIF: auto, none, floyd-steinberg or ordered.' },
    template: { text: 'Preset 20000 (GIF), 20001 (WebP), or a JSON file.' },
  },
  limit: {
    threads: { text: 'Number of threads.', default: 'CPU cores' },
    maxPixels: { text: 'Maximum pixels of a source frame.' },
    maxMemory: { value: 'size', text: 'Maximum memory for frames, such as 2GiB.' },
    maxDuration: { text: 'Maximum length of the segment.' },
    maxFrames: { text: 'Maximum number of frames.' },
    maxOutputBytes: { value: 'size', text: 'Maximum size of the output, such as 500MB.' },
    maxSpoolBytes: { value: 'size', text: 'Maximum size of the temporary file.' },
    timeoutMs: { value: 'time', text: 'Maximum time of the job, such as 30s.' },
  },
  general: {},
} as const satisfies Record<string, Readonly<Record<string, FlagHelp>>>;

export type Group = keyof typeof animateHelp;

/** The options of a command by the headings of `--help`. */
export type HelpGroups = Readonly<Record<Group, Readonly<Record<string, FlagHelp>>>>;

/** The part of a flag that does not depend on the type of its value. Options that are not in a group are in "general". */
export function flagHelp(name: string, entry: Entry, groups: HelpGroups) {
  const [helpGroup, options]: [string, Readonly<Record<string, FlagHelp>>] = Object.entries(groups).find(
    ([, members]) => Object.hasOwn(members, name),
  ) ?? ['general', {}];
  const help: Partial<FlagHelp> = options[name] ?? {};
  const { char, charAliases, text = entry.doc.replaceAll('`', '') } = help;
  const value = help.value ?? entry.flag;
  const shownDefault = help.default ?? defaultOf(entry);
  return {
    description: shownDefault === undefined ? text : `${text} [${shownDefault}]`,
    ...(typeof value === 'string' && { helpValue: `<${value}>` }),
    helpGroup,
    ...(char !== undefined && { char }),
    ...(charAliases !== undefined && { charAliases: [...charAliases] }),
  };
}

/** Flags in the order in which `--help` shows them. */
export function inHelpOrder<F extends Record<string, { helpGroup?: string | undefined }>>(flags: F): F {
  const headings = Object.keys(animateHelp);
  const place = ([, { helpGroup = '' }]: [string, { helpGroup?: string | undefined }]): number =>
    headings.indexOf(helpGroup);
  return Object.fromEntries(Object.entries(flags).sort((a, b) => place(a) - place(b))) as F;
}

/** The default in words if the library has some; a switch that is off by default has none. */
function defaultOf({ default: value, defaultNote }: Entry): string | undefined {
  if (defaultNote !== undefined) return defaultNote.replaceAll('`', '');
  return value === undefined || value === false ? undefined : String(value);
}
