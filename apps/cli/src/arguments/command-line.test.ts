import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { commands } from '../commands.js';
import { parseCommandLine } from './command-line.js';

const folder = mkdtempSync(join(tmpdir(), 'cliploop-line-'));
const before = process.cwd();
beforeAll(() => {
  process.chdir(folder);
  writeFileSync('clip', 'x');
  writeFileSync('probe', 'x');
});
afterAll(() => {
  process.chdir(before);
  rmSync(folder, { recursive: true });
});

const split = (line: string): string[] => line.split(' ').filter(Boolean);

describe('parseCommandLine with help or version', () => {
  test.each([
    ['', '--help'],
    ['-h', '--help'],
    ['--help', '--help'],
    ['help', '--help'],
    ['help animate', 'animate --help'],
    ['help template show', 'template show --help'],
    ['help template', 'template --help'],
    ['-h probe', 'probe --help'],
    ['animate -h', 'animate --help'],
    ['animate in.mp4 -w 480 --help', 'animate --help'],
    ['animate help', 'animate --help'],
    ['in.mp4 --help', 'animate --help'],
    ['template', 'template --help'],
    ['template -h', 'template --help'],
    ['template show -h', 'template show --help'],
    ['version', 'version'],
    ['-v', 'version'],
    ['-V', 'version'],
    ['--version', 'version'],
    ['animate --version', 'version'],
    ['probe -V', 'version'],
  ])('parses "%s" as "%s"', (line, parsed) => {
    expect(parseCommandLine(split(line), commands).argv).toEqual(split(parsed));
  });
});

describe('parseCommandLine without a command', () => {
  test.each([
    ['in.mp4', 'animate -- in.mp4'],
    ['IN.MKV out.gif', 'animate -- IN.MKV out.gif'],
    ['./anything', 'animate -- ./anything'],
    ['clip', 'animate -- clip'],
    ['https://example.com/talk', 'animate -- https://example.com/talk'],
    ['file:///tmp/talk', 'animate -- file:///tmp/talk'],
    ['- -o x.gif', 'animate --output=x.gif -- -'],
    ['-i in.mp4 out.gif', 'animate --input=in.mp4 -- out.gif'],
    ['-ss 5 -i in.mp4 -t 2 out.gif', 'animate --start=5 --input=in.mp4 --duration=2 -- out.gif'],
    ['-v in.mp4', 'animate --verbose -- in.mp4'],
    ['--width 480 in.mp4', 'animate --width=480 -- in.mp4'],
  ])('parses "%s" as "%s"', (line, parsed) => {
    expect(parseCommandLine(split(line), commands).argv).toEqual(split(parsed));
  });

  test('never takes the name of a command for an input, even if there is such a file', () => {
    expect(parseCommandLine(['probe', 'in.mp4'], commands).argv).toEqual(['probe', '--', 'in.mp4']);
    expect(parseCommandLine(['animate', 'probe'], commands).argv).toEqual(['animate', '--', 'probe']);
    expect(parseCommandLine(['template:list', '--json'], commands).argv).toEqual(['template', 'list', '--json']);
  });
});

test('quotes arguments with spaces in a suggested command line', () => {
  expect(() => parseCommandLine(['info', "Bob's talk.mp4"], commands)).toThrow(
    expect.objectContaining({
      suggestion: "Did you mean `cliploop probe 'Bob'\\''s talk.mp4'`? Run `cliploop --help` for the list of commands.",
    }),
  );
});

test.each([[['']], [['probe', '']], [['animate', '']], [['in.mp4', '']]])('rejects an empty argument: %j', (line) => {
  expect(() => parseCommandLine(line, commands)).toThrow(
    expect.objectContaining({
      message: 'An argument is empty: ""',
      suggestion: expect.stringMatching(/^Give a command or the path of a video\. If the argument is a shell variable/),
    }),
  );
});

describe('parseCommandLine with a mistake', () => {
  const animate = 'Run `cliploop animate --help` for its flags.';
  const root = 'Run `cliploop --help` for the list of commands.';
  test.each([
    ['animat in.mp4', 'Unknown command "animat"', `Did you mean \`cliploop animate\`? ${root}`],
    ['info talk.mp4 --json', 'Unknown command "info"', `Did you mean \`cliploop probe talk.mp4 --json\`? ${root}`],
    ['info', 'Unknown command "info"', `Did you mean \`cliploop probe\`? ${root}`],
    ['convert talk.mp4 -w 3', 'Unknown command "convert"', `Did you mean \`cliploop talk.mp4 -w 3\`? ${root}`],
    ['webp talk.mp4', 'Unknown command "webp"', `Did you mean \`cliploop talk.mp4 -f webp\`? ${root}`],
    ['convert', 'Unknown command "convert"', `Did you mean \`cliploop animate\`? ${root}`],
    ['talk', 'Unknown command "talk"', `To animate a file, run \`cliploop animate talk\`. ${root}`],
    ['help nonsense', 'Unknown command "nonsense"', `To animate a file, run \`cliploop animate nonsense\`. ${root}`],
    ['templates', 'Unknown command "templates"', `Did you mean \`cliploop template\`? ${root}`],
    [
      'template shw 20000',
      'Unknown command "template shw"',
      'Did you mean `cliploop template show`? Run `cliploop template --help` for the list of commands.',
    ],
    [
      'template something',
      'Unknown command "template something"',
      'Run `cliploop template --help` for the list of commands.',
    ],
    ['--widht 480 in.mp4', 'Unknown flag --widht', `Did you mean --width 480? ${animate}`],
    [
      'probe',
      'Missing argument INPUT: Path or URL of a video, or - for standard input',
      'Run `cliploop probe --help` for examples.',
    ],
    [
      'probe a.mp4 b.mp4',
      'Unexpected argument "b.mp4": probe takes one INPUT',
      'Run `cliploop probe --help` for examples.',
    ],
    [
      'doctor now',
      'Unexpected argument "now": doctor takes no arguments',
      'Run `cliploop doctor --help` for examples.',
    ],
    [
      'completion bsh',
      'SHELL must be bash, zsh or fish, got "bsh"',
      'Did you mean `cliploop completion bash`? Run `cliploop completion --help` for examples.',
    ],
    ['probe a.mp4 --jsno', 'Unknown flag --jsno', 'Did you mean --json? Run `cliploop probe --help` for its flags.'],
  ])('rejects "%s"', (line, message, suggestion) => {
    expect(() => parseCommandLine(split(line), commands)).toThrow(
      expect.objectContaining({ message, suggestion, exitCode: 2 }),
    );
  });
});
