import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { commands } from '../commands.js';
import { commandLine } from './command-line.js';

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

const words = (line: string): string[] => line.split(' ').filter(Boolean);

describe('help and version', () => {
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
  ])('"%s" is read as "%s"', (line, read) => {
    expect(commandLine(words(line), commands).argv).toEqual(words(read));
  });
});

describe('flags or an input without a command run animate', () => {
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
  ])('"%s" is read as "%s"', (line, read) => {
    expect(commandLine(words(line), commands).argv).toEqual(words(read));
  });

  test('the name of a command is never taken for an input, even when there is such a file', () => {
    expect(commandLine(['probe', 'in.mp4'], commands).argv).toEqual(['probe', '--', 'in.mp4']);
    expect(commandLine(['animate', 'probe'], commands).argv).toEqual(['animate', '--', 'probe']);
    expect(commandLine(['template:list', '--json'], commands).argv).toEqual(['template', 'list', '--json']);
  });
});

test('offers words with spaces in quotes', () => {
  expect(() => commandLine(['info', "Bob's talk.mp4"], commands)).toThrow(
    expect.objectContaining({
      suggestion: "Did you mean `cliploop probe 'Bob'\\''s talk.mp4'`? Run `cliploop --help` to see the commands.",
    }),
  );
});

test.each([[['']], [['probe', '']], [['animate', '']], [['in.mp4', '']]])('refuses an empty argument: %j', (line) => {
  expect(() => commandLine(line, commands)).toThrow(
    expect.objectContaining({
      message: 'An argument is empty, got ""',
      suggestion: expect.stringMatching(/^Give a command or the path of a video\. If the argument is a shell variable/),
    }),
  );
});

describe('refuses', () => {
  const animate = 'Run `cliploop animate --help` to see its flags.';
  const root = 'Run `cliploop --help` to see the commands.';
  test.each([
    ['animat in.mp4', 'There is no command animat', `Did you mean \`cliploop animate\`? ${root}`],
    ['info talk.mp4 --json', 'There is no command info', `Did you mean \`cliploop probe talk.mp4 --json\`? ${root}`],
    ['info', 'There is no command info', `Did you mean \`cliploop probe\`? ${root}`],
    ['convert talk.mp4 -w 3', 'There is no command convert', `Did you mean \`cliploop talk.mp4 -w 3\`? ${root}`],
    ['webp talk.mp4', 'There is no command webp', `Did you mean \`cliploop talk.mp4 -f webp\`? ${root}`],
    ['convert', 'There is no command convert', `Did you mean \`cliploop animate\`? ${root}`],
    ['talk', 'There is no command talk', `To animate a file, run \`cliploop animate talk\`. ${root}`],
    ['help nonsense', 'There is no command nonsense', `To animate a file, run \`cliploop animate nonsense\`. ${root}`],
    ['templates', 'There is no command templates', `Did you mean \`cliploop template\`? ${root}`],
    [
      'template shw 20000',
      'There is no command template shw',
      'Did you mean `cliploop template show`? Run `cliploop template --help` to see the commands.',
    ],
    [
      'template something',
      'There is no command template something',
      'Run `cliploop template --help` to see the commands.',
    ],
    ['--widht 480 in.mp4', 'There is no flag --widht', `Did you mean --width 480? ${animate}`],
    [
      'probe',
      'probe needs an input: path, file:, http: or https: URL, or - for standard input',
      'Run `cliploop probe --help` to see examples.',
    ],
    [
      'probe a.mp4 b.mp4',
      'probe takes only one input, but also got "b.mp4"',
      'Run `cliploop probe --help` to see examples.',
    ],
    ['doctor now', 'doctor takes no arguments, but also got "now"', 'Run `cliploop doctor --help` to see examples.'],
    [
      'completion bsh',
      'shell must be one of bash, zsh, fish, got "bsh"',
      'Did you mean `cliploop completion bash`? Run `cliploop completion --help` to see examples.',
    ],
    [
      'probe a.mp4 --jsno',
      'There is no flag --jsno',
      'Did you mean --json? Run `cliploop probe --help` to see its flags.',
    ],
  ])('"%s"', (line, message, suggestion) => {
    expect(() => commandLine(words(line), commands)).toThrow(
      expect.objectContaining({ message, suggestion, exitCode: 2 }),
    );
  });
});
