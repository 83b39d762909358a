import { defaultText, type Setting } from '../config/setting.js';
import { groups } from '../config/settings.js';
import { commands, textCommands } from './commands.js';

/** Characters of a line of help. */
const LINE_WIDTH = 80;
/** Where descriptions start: after most of the flags. */
const COLUMN = 29;

/** Where the descriptions of commands start. */
const SUMMARY_COLUMN = 44;

interface Usage {
  readonly arguments: string;
  readonly summary: string;
}

type AnySetting = Setting<unknown>;

export const usage = `Make animated GIF, WebP and AVIF files of video segments, for clients of
Tencent Cloud VOD's API.

USAGE
${commandLines()}

SERVICE FLAGS
${lines(groups.service, flagName)}

NETWORK FLAGS
${lines(groups.network, flagName)}

TASK FLAGS
${lines(groups.task, flagName)}

SIGNED URL FLAGS
${lines(groups.urls, flagName)}

ENVIRONMENT VARIABLES
${lines(groups.secrets, ({ variable }) => variable)}

  Every flag has a variable, too, such as CLIPLOOP_PUBLIC_URL for --public-url.
  Flags override variables, and an empty variable counts as not set. Durations
  are written as 90s, 30m, 24h or 7d, and sizes as 1000 (bytes), 512M or 2G.

EXAMPLES
  $ cliploop-server
  $ cliploop-server --port 9000 --data /var/lib/cliploop
  $ cliploop-server --host 0.0.0.0 --public-url https://media.example.org
  $ CLIPLOOP_LOG_LEVEL=debug CLIPLOOP_FETCH_ALLOW=127.0.0.1 cliploop-server
`;

function commandLines(): string {
  const start: Usage = { arguments: '[FLAGS]', summary: 'start the service' };
  return Object.entries<Usage>({ '': start, ...commands, ...textCommands })
    .map(([name, { arguments: args, summary }]) => {
      const line = ['  $ cliploop-server', name, args].filter(Boolean).join(' ');
      return `${line.padEnd(SUMMARY_COLUMN)}${summary}`;
    })
    .join('\n');
}

function flagName({ flag, placeholder }: AnySetting): string {
  return `--${flag}=<${placeholder}>`;
}

function lines(group: Readonly<Record<string, AnySetting>>, nameOf: (setting: AnySetting) => string): string {
  return Object.values(group)
    .map((setting) => {
      const value = defaultText(setting);
      const suffix = value === 'none' ? '' : ` [${value}]`;
      const text = wrap(`${setting.description}.${suffix}`, LINE_WIDTH - COLUMN);
      const name = `  ${nameOf(setting)}`;
      // A long name has a line of its own.
      const first = name.length < COLUMN ? name.padEnd(COLUMN) : `${name}\n${' '.repeat(COLUMN)}`;
      return first + text.join(`\n${' '.repeat(COLUMN)}`);
    })
    .join('\n');
}

function wrap(text: string, width: number): string[] {
  const wrapped = [''];
  for (const word of text.split(' ')) {
    const longer = `${wrapped.at(-1)} ${word}`.trimStart();
    if (longer.length > width) wrapped.push(word);
    else wrapped[wrapped.length - 1] = longer;
  }
  return wrapped;
}
