/** Flags of ffmpeg, gifski and gifsicle that cliploop does not have, and what to use instead. */
const flagHints: Readonly<Record<string, string | undefined>> = {
  '-an': 'Remove it: GIF, WebP and AVIF have no sound.',
  '-sn': 'Remove it: subtitles are never shown.',
  '-vf': 'cliploop has no filters: use --width, --height, --fit and --fps.',
  '-filter_complex': 'cliploop has no filters: use --width, --height, --fit and --fps.',
  '-lavfi': 'cliploop has no filters: use --width, --height, --fit and --fps.',
  '-c:v': 'The codec depends on the format: use --format gif, webp or avif.',
  '-vcodec': 'The codec depends on the format: use --format gif, webp or avif.',
  '-b:v': 'The bit rate cannot be set: use --quality.',
  '-vframes': 'The number of frames cannot be set: use --duration.',
  '-d': 'Did you mean --duration (-t)?',
  '-l': 'Did you mean --loop?',
  '-n': 'Remove it: an existing output is kept unless --overwrite (-y) is given.',
  '-hide_banner': 'Remove it: cliploop prints no banner.',
  '-nostdin': 'Remove it: cliploop reads standard input only when the input is -.',
  '-loglevel': 'Use --quiet to print only errors, or --verbose to print more.',
  '-sseof': 'Use a negative start: --start -3 is three seconds before the end.',
  '-loop': 'Did you mean --loop? It is the total number of plays; 0 plays forever.',
  '--repeat': 'Did you mean --loop? It is the total number of plays; 0 plays forever.',
  '--loopcount': 'Did you mean --loop? It is the total number of plays; 0 plays forever.',
  '--resize': 'Use --width and --height.',
  '--scale': 'Use --width and --height.',
  '--size': 'Use --width and --height.',
  '--silent': 'Did you mean --quiet?',
  '--yes': 'Did you mean --overwrite (-y)?',
  '--no-loop': 'Did you mean --loop once?',
  '--position': 'Did you mean --gravity?',
  '--cropdetect': 'Did you mean --crop auto?',
  '--force': 'Did you mean --overwrite (-y)?',
  '--reverse': 'Did you mean --playback reverse?',
  '--boomerang': 'Did you mean --playback boomerang?',
  '--bounce': 'Did you mean --playback boomerang?',
  '--perfect-loop': 'Did you mean --seamless find?',
  '--fade': 'Did you mean --seamless crossfade?',
  '--target-size': 'Did you mean --max-bytes?',
  '--max-size': 'Did you mean --max-bytes?',
  '--filesize': 'Did you mean --max-bytes?',
  '--preset': 'Did you mean --for or --template?',
  '--fast-forward': 'Did you mean --speed?',
};

/** What to use instead of a flag of another tool; undefined for other flags. */
export function otherToolHint(typed: string): string | undefined {
  return Object.hasOwn(flagHints, typed) ? flagHints[typed] : undefined;
}

const probeAliases = [
  'probe',
  'info',
  'inspect',
  'identify',
  'metadata',
  'mediainfo',
  'ffprobe',
  'show',
  'stat',
  'details',
];
const animateAliases = [
  'animate',
  'convert',
  'make',
  'create',
  'encode',
  'transcode',
  'render',
  'run',
  'gif',
  'webp',
  'avif',
  'togif',
];

/** The command line that `info talk.mp4` or `convert talk.mp4` probably means; undefined for other words. */
export function aliasCommandLine([first = '', ...rest]: readonly string[]): string | undefined {
  const word = first.toLowerCase();
  if (probeAliases.includes(word)) return shellLine(['cliploop', 'probe', ...rest]);
  if (!animateAliases.includes(word)) return undefined;
  // Without further arguments, the name of the command is what is missing.
  if (rest.length === 0) return 'cliploop animate';
  return shellLine(['cliploop', ...rest, ...(/^(gif|webp|avif)$/.test(word) ? ['-f', word] : [])]);
}

/** The arguments as one line for a shell, quoted where needed. */
function shellLine(args: readonly string[]): string {
  return args.map((arg) => (/^[\w@%+=:,./-]+$/.test(arg) ? arg : `'${arg.replaceAll("'", "'\\''")}'`)).join(' ');
}
