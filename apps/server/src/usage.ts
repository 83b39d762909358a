import type { Setting } from './setting.js';
import { settings } from './settings.js';

/** Characters of a line of help. */
const WIDTH = 90;

export const usage = `Usage: cliploop-server [FLAGS]                  start the service
       cliploop-server media add FILE [FLAGS]   add a video to the media library
       cliploop-server sign [FLAGS]             print a signature for client uploads
       cliploop-server help [COMMAND]           print help, as --help and -h do
       cliploop-server version                  print the version, as --version and -v do

The service makes animated GIFs and WebPs of video segments, for clients of Tencent Cloud VOD's API.

Flags override variables, and an empty variable counts as not set. Durations are written as 90s, 30m, 24h or 7d,
and sizes as 1000 (bytes), 512M or 2G.

${Object.values(settings).map(described).join('\n')}
`;

/** The names and the default, then the description. */
function described({ flag, variable, help, ...rest }: Setting<unknown>): string {
  const name = flag === undefined ? '' : `--${flag}`;
  const words = lines(help).map((line) => `      ${line}`);
  return [`  ${name.padEnd(16)}${variable.padEnd(22)} default: ${rest.default}`, ...words].join('\n');
}

function lines(text: string): string[] {
  const found = [''];
  for (const word of text.split(' ')) {
    const longer = `${found.at(-1)} ${word}`.trimStart();
    if (longer.length > WIDTH) found.push(word);
    else found[found.length - 1] = longer;
  }
  return found;
}
