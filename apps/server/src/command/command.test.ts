import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { ConfigError } from '../config/config.js';
import { callbacksHelp } from './callbacks-help.js';
import { command } from './command.js';
import { mediaHelp, signHelp } from './help.js';
import { auditHelp, keyHelp } from './key-help.js';
import { usage } from './usage.js';

const version = `cliploop-server/0.1.0 ${process.platform}-${process.arch} node-${process.version}\n`;
const warn = (message: string): never => {
  throw new Error(message);
};
const print = async (): Promise<void> => {
  throw new Error('unexpected output');
};

test.each([
  ['-h', usage],
  ['--help', usage],
  ['help', usage],
  ['help help', usage],
  ['--port 9000 --help', usage],
  ['--color -h', usage],
  ['-v', version],
  ['--version', version],
  ['version', version],
  ['--port 9000 -v', version],
  ['sign --help', signHelp],
  ['sign -h', signHelp],
  ['sign --expire never --help', signHelp],
  ['help sign', signHelp],
  ['media --help', mediaHelp],
  ['media -h', mediaHelp],
  ['media add --help', mediaHelp],
  ['media help', mediaHelp],
  ['help media', mediaHelp],
  ['help media add', mediaHelp],
  ['callbacks --help', callbacksHelp],
  ['callbacks resend --help', callbacksHelp],
  ['help callbacks', callbacksHelp],
  ['key --help', keyHelp],
  ['key create --rights x --help', keyHelp],
  ['key help', keyHelp],
  ['help key', keyHelp],
  ['audit -h', auditHelp],
  ['help audit', auditHelp],
])('prints the text of cliploop-server %s', async (line, text) => {
  expect(await command(line.split(' '), {}, warn, print)).toEqual({ print: text });
});

test.each([[''], ['--port 0'], ['--listen http://127.0.0.1:0']])(
  'starts the service for cliploop-server %s',
  async (line) => {
    const args = line.split(' ').filter(Boolean);
    expect(await command(args, {}, warn, print)).toMatchObject({ serve: { role: 'all' } });
  },
);

describe('command', () => {
  const subcommands = 'subcommands are list, create, modify, disable, enable, rotate.';
  const time = 'must be a time such as 2030-01-31T12:00:00Z, or a duration before now such as 24h or 7d';
  const commands = 'commands are media, sign, sign-url, key, link, audit, callbacks, check, doctor, help and version.';
  test.each([
    ['sing', 'Unknown command "sing"; did you mean sign? See cliploop-server --help'],
    ['Media', 'Unknown command "Media"; did you mean media? See cliploop-server --help'],
    ['verison', 'Unknown command "verison"; did you mean version? See cliploop-server --help'],
    ['animate', `Unknown command "animate"; ${commands} See cliploop-server --help`],
    ['constructor', `Unknown command "constructor"; ${commands} See cliploop-server --help`],
    ['help sgin', 'Unknown command "sgin"; did you mean sign? See cliploop-server --help'],
    [
      'start',
      'Unknown command "start"; cliploop-server without a command starts the service. See cliploop-server --help',
    ],
    ['media', 'media needs a subcommand. Usage: cliploop-server media add FILE'],
    ['media ad x', 'Unknown subcommand "ad" of media; did you mean add? Usage: cliploop-server media add FILE'],
    ['media list', 'Unknown subcommand "list" of media. Usage: cliploop-server media add FILE'],
    ['media add', 'media add needs a file. Usage: cliploop-server media add FILE'],
    ['media add a b', 'media add takes one file, got 2. Usage: cliploop-server media add FILE'],
    ['media add a --nmae b', 'Unknown flag --nmae; did you mean --name? See cliploop-server media --help'],
    ['key', 'key needs a subcommand: list, create, modify, disable, enable, rotate. See cliploop-server key --help'],
    ['key creat', 'Unknown subcommand "creat" of key; did you mean create? See cliploop-server key --help'],
    ['key toString', `Unknown subcommand "toString" of key; ${subcommands} See cliploop-server key --help`],
    ['key disable', 'key disable needs the ID of a key pair. See cliploop-server key --help'],
    ['key disable a b', 'key disable takes one ID, got 2. See cliploop-server key --help'],
    ['key list a', 'Unexpected argument "a" of key list. See cliploop-server key --help'],
    ['key list --rights read', 'key list has no flag --rights. See cliploop-server key --help'],
    ['key enable \u00e4', 'ID must be 1 to 128 printable ASCII characters without spaces'],
    ['audit now', 'Unexpected argument "now". See cliploop-server audit --help'],
    ['audit --limit 0', '--limit must be an integer from 1 to 1000000, got "0"'],
    ['audit --since 2030-13-01', `--since ${time}, got "2030-13-01"`],
    ['audit --since yesterday', `--since ${time}, got "yesterday"`],
    ['audit --until -1h', `--until ${time}, got "-1h"`],
    ['media add a --sub-app-id x', '--sub-app-id must be an integer from 0 to 9007199254740991, got "x"'],
  ])('refuses cliploop-server %s', async (line, message) => {
    await expect(command(line.split(' '), {}, warn, print)).rejects.toThrow(new ConfigError(message));
  });
});

test.each([
  ['/nowhere.mp4', '/nowhere.mp4: no such file'],
  ['/dev/null/a.mp4', '/dev/null/a.mp4: no such file'],
  ['/dev/null', '/dev/null is not a regular file'],
  ['/', '/ is a folder, not a video file'],
  ['https://a/b.mp4', 'https://a/b.mp4: no such file; to add a video from the web, call PullUpload'],
])('explains why media add cannot use %s', async (file, message) => {
  await expect(command(['media', 'add', file], {}, warn, print)).rejects.toThrow(new Error(message));
});

test('prints texts on stdout, and errors on stderr with exit code 2', async () => {
  const bin = fileURLToPath(new URL('../../bin/run.js', import.meta.url));
  const run = (...words: string[]) => promisify(execFile)(process.execPath, [bin, ...words]);
  expect(await run('--help')).toEqual({ stdout: usage, stderr: '' });
  expect(await run('version')).toEqual({ stdout: version, stderr: '' });
  await expect(run('sing')).rejects.toMatchObject({
    code: 2,
    stdout: '',
    stderr: 'cliploop-server: Unknown command "sing"; did you mean sign? See cliploop-server --help\n',
  });
});

test.each(['--version', 'help', '--help', 'sign --help', 'help media', 'key --help', 'audit --help'])(
  'loads no package of the service for cliploop-server %s',
  async (line) => {
    const words = JSON.stringify(line.split(' '));
    expect(await packagesOf(`const { main } = await import('./main.js'); await main(${words}, {});`)).toEqual([]);
  },
);

test('loads fastify and pg to start the service', async () => {
  expect(await packagesOf("await import('./process/start.js');")).toEqual(expect.arrayContaining(['fastify', 'pg']));
});

/** Returns the packages of the service that a script loads. */
async function packagesOf(script: string): Promise<string[]> {
  const cwd = fileURLToPath(new URL('../../dist', import.meta.url));
  const list =
    "console.error(Object.keys((await import('node:module')).createRequire(process.cwd() + '/').cache).join())";
  const words = ['--input-type=module', '-e', `${script}\n${list}`];
  const { stderr } = await promisify(execFile)(process.execPath, words, { cwd });
  return ['fastify', 'pg', 'pino', 'kysely', 'prom-client'].filter((name) => stderr.includes(`node_modules/${name}/`));
}
