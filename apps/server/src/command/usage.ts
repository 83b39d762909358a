import { defaultText, type Setting } from '../config/setting.js';
import { groups } from '../config/settings.js';

/** Characters of a line of help. */
const LINE_WIDTH = 80;
/** Where descriptions start: after most of the flags. */
const COLUMN = 29;

type AnySetting = Setting<unknown>;

export const usage = `Make animated GIFs and WebPs of video segments, for clients of Tencent Cloud
VOD's API.

USAGE
  $ cliploop-server [FLAGS]                 start the service
  $ cliploop-server media add FILE [FLAGS]  add a video to the media library
  $ cliploop-server sign [FLAGS]            print a signature for client uploads
  $ cliploop-server key SUBCOMMAND [FLAGS]  list, create and change key pairs
  $ cliploop-server audit [FLAGS]           print the audit log
  $ cliploop-server callbacks SUBCOMMAND    list failed callbacks, or send them again
  $ cliploop-server check [FLAGS]           compare the library with the files
  $ cliploop-server doctor                  test the sandbox of media processes
  $ cliploop-server help [COMMAND]          print help; also --help and -h
  $ cliploop-server version                 print the version; also --version and -v

SERVICE FLAGS
${lines(groups.service, flagName)}

NETWORK FLAGS
${lines(groups.network, flagName)}

TASK FLAGS
${lines(groups.task, flagName)}

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
