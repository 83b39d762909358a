/** Flags of ffmpeg, gifski and gifsicle that this command does not have, with what to use instead. */
const foreign: Readonly<Record<string, string | undefined>> = {
  '-an': 'Leave it out: GIF and WebP have no sound.',
  '-sn': 'Leave it out: subtitles are never drawn.',
  '-vf': 'Filters are not available: use --width, --height, --fit and --fps.',
  '-filter_complex': 'Filters are not available: use --width, --height, --fit and --fps.',
  '-lavfi': 'Filters are not available: use --width, --height, --fit and --fps.',
  '-c:v': 'The codec follows from the format: use --format gif or --format webp.',
  '-vcodec': 'The codec follows from the format: use --format gif or --format webp.',
  '-b:v': 'There is no bit rate: use --quality.',
  '-vframes': 'Use --duration for a shorter segment.',
  '-d': 'Did you mean --duration (-t)?',
  '-l': 'Did you mean --loop?',
  '-n': 'Leave it out: an existing output is kept unless --overwrite (-y) is given.',
  '-hide_banner': 'Leave it out.',
  '-nostdin': 'Leave it out.',
  '-loglevel': 'Use --quiet to print nothing but errors, or --verbose to print more.',
  '-sseof': 'Use a negative start: --start -3 is three seconds before the end.',
  '-loop': 'Did you mean --loop? It is the number of plays in all, and 0 is forever.',
  '--repeat': 'Use --loop: it is the number of plays in all, and 0 is forever.',
  '--loopcount': 'Use --loop: it is the number of plays in all, and 0 is forever.',
  '--resize': 'Use --width and --height.',
  '--scale': 'Use --width and --height.',
  '--size': 'Use --width and --height.',
  '--silent': 'Did you mean --quiet?',
  '--yes': 'Did you mean --overwrite (-y)?',
  '--no-loop': 'Did you mean --loop once?',
  '--crop': 'Did you mean --fit cover, with --width and --height?',
  '--force': 'Did you mean --overwrite (-y)?',
  '--fast-forward': 'The speed cannot be changed.',
};

/** What to use instead of a flag of another program; undefined for other flags. */
export function foreignFlag(typed: string): string | undefined {
  return Object.hasOwn(foreign, typed) ? foreign[typed] : undefined;
}
