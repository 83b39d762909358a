import { commandWords } from './shell-words.js';

/** Commands of other tools, and the command here. */
const aliases: Readonly<Record<string, 'probe' | 'animate' | undefined>> = {
  ...all('probe', 'info', 'inspect', 'identify', 'metadata', 'mediainfo', 'ffprobe', 'show', 'stat', 'details'),
  ...all('animate', 'convert', 'make', 'create', 'encode', 'transcode', 'render', 'run', 'gif', 'webp', 'togif'),
};

/** The command line that was meant by `info talk.mp4` or `convert talk.mp4`; undefined for other words. */
export function aliasOf([first = '', ...rest]: readonly string[]): string | undefined {
  const command = Object.hasOwn(aliases, first.toLowerCase()) ? aliases[first.toLowerCase()] : undefined;
  if (command === undefined) return undefined;
  // Without an input, the name of the command is what is missing.
  const named = command === 'animate' && rest.length > 0 ? [] : [command];
  const format =
    command === 'animate' && /^(gif|webp)$/i.test(first) && rest.length > 0 ? ['-f', first.toLowerCase()] : [];
  return commandWords(['cliploop', ...named, ...rest, ...format]);
}

function all(command: 'probe' | 'animate', ...names: string[]) {
  return Object.fromEntries(names.map((name) => [name, command]));
}
