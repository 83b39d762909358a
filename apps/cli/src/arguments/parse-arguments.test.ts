import { describe, expect, test } from 'vitest';
import Animate from '../commands/animate.js';
import { parseArguments } from './parse-arguments.js';

const parse = (line: string) => parseArguments('animate', Animate, line.split(' '));

describe('parseArguments', () => {
  test.each([
    ['-s 1:30', '--start=1:30'],
    ['-ss 1:30', '--start=1:30'],
    ['-ss=1:30', '--start=1:30'],
    ['-s -3', '--start=-3'],
    ['-s-3', '--start=-3'],
    ['-ss -1:30', '--start=-1:30'],
    ['--start -3', '--start=-3'],
    ['--start=-3', '--start=-3'],
    ['--start -.5', '--start=-.5'],
    ['--end -1m30s', '--end=-1m30s'],
    ['-e 5', '--end=5'],
    ['-to 5', '--end=5'],
    ['-t 2', '--duration=2'],
    ['-w 480', '--width=480'],
    ['-w480', '--width=480'],
    ['-w=480', '--width=480'],
    ['-W 480', '--width=480'],
    ['-H 270', '--height=270'],
    ['-r 12', '--fps=12'],
    ['-q 60', '--quality=60'],
    ['-Q 60', '--quality=60'],
    ['-f webp', '--format=webp'],
    ['-y', '--overwrite'],
    ['--overwrite --no-overwrite', '--no-overwrite'],
    ['-o -', '--output=-'],
    ['-o out/', '--output=out/'],
    ['-v', '--verbose'],
    ['-yw 480', '--overwrite --width=480'],
    ['-yv', '--overwrite --verbose'],
    ['-i a.mp4 -i b.mp4', '--input=a.mp4 --input=b.mp4'],
    ['in.mp4 -w 480 out.gif', '--width=480 -- in.mp4 out.gif'],
    ['-w 480 -- -odd.mp4', '--width=480 -- -odd.mp4'],
    ['-', '-- -'],
  ])('parses %s', (line, expected) => {
    const { flags, positionals } = parse(line);
    expect([...flags, ...(positionals.length > 0 ? ['--', ...positionals] : [])]).toEqual(expected.split(' '));
  });

  test('remembers how each flag was typed', () => {
    expect(parse('-ss 3 -w480 --fps 5 -y').typedFlags).toEqual({
      start: '-ss',
      width: '-w',
      fps: '--fps',
      overwrite: '-y',
    });
  });

  test('finds --help anywhere before --', () => {
    expect(parse('in.mp4 -h').help).toBe(true);
    expect(parse('-- -h').help).toBe(false);
  });
});

describe('parseArguments with a mistake', () => {
  const more = 'Run `cliploop animate --help` for its flags.';
  test.each([
    ['--widht 480', 'Unknown flag --widht', `Did you mean --width 480? ${more}`],
    ['--widht=480', 'Unknown flag --widht', `Did you mean --width=480? ${more}`],
    ['--Quiet in.mp4', 'Unknown flag --Quiet', `Did you mean --quiet? ${more}`],
    ['--no-overwrit', 'Unknown flag --no-overwrit', `Did you mean --no-overwrite? ${more}`],
    ['--something', 'Unknown flag --something', more],
    ['-x', 'Unknown flag -x', more],
    ['-yes', 'Unknown flag -yes', more],
    ['-hide_banner', 'Unknown flag -hide_banner', `Remove it: cliploop prints no banner. ${more}`],
    ['-fps 10', 'Unknown flag -fps', `Did you mean --fps 10? ${more}`],
    ['-start 5', 'Unknown flag -start', `Did you mean --start 5? ${more}`],
    ['-ouptut x.gif', 'Unknown flag -ouptut', `Did you mean --output x.gif? ${more}`],
    ['-fwebp', 'Unknown flag -fwebp', `Did you mean -f webp? ${more}`],
    ['-threads 2', 'Unknown flag -threads', `Did you mean --threads 2? ${more}`],
    ['--silent', 'Unknown flag --silent', `Did you mean --quiet? ${more}`],
    ['--yes', 'Unknown flag --yes', `Did you mean --overwrite (-y)? ${more}`],
    ['--no-loop', 'Unknown flag --no-loop', `Did you mean --loop once? ${more}`],
    ['--position', 'Unknown flag --position', `Did you mean --gravity? ${more}`],
    ['-d 3', 'Unknown flag -d', `Did you mean --duration (-t)? ${more}`],
    ['-loop 0', 'Unknown flag -loop', `Did you mean --loop? It is the total number of plays; 0 plays forever. ${more}`],
    [
      '-vf scale=320:-1',
      'Unknown flag -vf',
      `cliploop has no filters: use --width, --height, --fit and --fps. ${more}`,
    ],
    ['-3', 'Unknown flag -3', `If -3 is a negative time, put it after its flag: --start -3. ${more}`],
    ['-w', '-w needs a value', `Write -w <size>. ${more}`],
    ['-q', '-q needs a value', `Write -q <n>. --quiet has no short form. ${more}`],
    ['--width --json', '--width needs a value, got the flag --json', `Write --width <size>. ${more}`],
    ['-o -y', '-o needs a value, got the flag -y', `Write -o <path>. ${more}`],
    [
      '--output=-out.gif',
      '--output needs a value, got the flag -out.gif',
      `Write --output <path>. If -out.gif is a file, write ./-out.gif. ${more}`,
    ],
    ['--start=', '--start needs a value', `Write --start <time>. ${more}`],
    ['--json=yes', '--json takes no value, got "yes"', `Write --json alone. ${more}`],
    ['-w 480 --width 320', '--width is given twice: "480" and "320"', `Give --width only once. ${more}`],
    ['-h 270', '-h shows the help and takes no value, got "270"', 'For a height, write -H 270.'],
    ['-s 640x480', '-s is the start of the segment, got the size "640x480"', 'For a size, write -w 640 -H 480.'],
  ])('rejects %s', (line, message, suggestion) => {
    expect(() => parse(line)).toThrow(expect.objectContaining({ message, suggestion, exitCode: 2 }));
  });
});
