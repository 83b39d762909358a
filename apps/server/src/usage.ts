import type { Setting } from './setting.js';
import { settings } from './settings.js';

/** Characters of a line of help. */
const WIDTH = 90;

export const usage = `Usage: cliploop-server [flags]
       cliploop-server media add FILE [--name NAME] [--sub-app-id N] [--data DIR]
       cliploop-server sign [--procedure NAME] [--expire 24h] [--one-time] [flags of its own: sign --help]

Makes animated GIFs and WebPs of segments of videos, for clients of Tencent Cloud VOD's API.

Flags win over variables; an empty variable counts as not set.

${Object.values(settings).map(described).join('\n')}
  --help          this text
`;

/** The names, then what it is. */
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
