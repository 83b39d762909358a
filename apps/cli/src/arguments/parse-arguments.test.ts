import { describe, expect, test } from 'vitest';
import Animate from '../commands/animate.js';
import { readWords } from './parse-arguments.js';

const read = (line: string) => readWords('animate', Animate, line.split(' '));

describe('accepts', () => {
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
  ])('%s', (line, argv) => {
    expect(read(line).argv).toEqual(argv.split(' '));
  });

  test('remembers how each flag was typed', () => {
    expect(read('-ss 3 -w480 --fps 5 -y').typed).toEqual({
      start: '-ss',
      width: '-w',
      fps: '--fps',
      overwrite: '-y',
    });
  });

  test('finds --help anywhere before --', () => {
    expect(read('in.mp4 -h').help).toBe(true);
    expect(read('-- -h').help).toBe(false);
  });
});

describe('refuses', () => {
  const more = 'Run `cliploop animate --help` to see its flags.';
  test.each([
    ['--widht 480', 'There is no flag --widht', `Did you mean --width 480? ${more}`],
    ['--widht=480', 'There is no flag --widht', `Did you mean --width=480? ${more}`],
    ['--Quiet in.mp4', 'There is no flag --Quiet', `Did you mean --quiet? ${more}`],
    ['--no-overwrit', 'There is no flag --no-overwrit', `Did you mean --no-overwrite? ${more}`],
    ['--something', 'There is no flag --something', more],
    ['-x', 'There is no flag -x', more],
    ['-yes', 'There is no flag -yes', more],
    ['-hide_banner', 'There is no flag -hide_banner', `Leave it out. ${more}`],
    ['-fps 10', 'There is no flag -fps', `Did you mean --fps 10? ${more}`],
    ['-start 5', 'There is no flag -start', `Did you mean --start 5? ${more}`],
    ['-ouptut x.gif', 'There is no flag -ouptut', `Did you mean --output x.gif? ${more}`],
    ['-fwebp', 'There is no flag -fwebp', `Did you mean -f webp? ${more}`],
    ['-threads 2', 'There is no flag -threads', `Did you mean --threads 2? ${more}`],
    ['--silent', 'There is no flag --silent', `Did you mean --quiet? ${more}`],
    ['--yes', 'There is no flag --yes', `Did you mean --overwrite (-y)? ${more}`],
    ['--no-loop', 'There is no flag --no-loop', `Did you mean --loop once? ${more}`],
    ['--crop', 'There is no flag --crop', `Did you mean --fit cover, with --width and --height? ${more}`],
    ['-d 3', 'There is no flag -d', `Did you mean --duration (-t)? ${more}`],
    [
      '-loop 0',
      'There is no flag -loop',
      `Did you mean --loop? It is the number of plays in all, and 0 is forever. ${more}`,
    ],
    [
      '-vf scale=320:-1',
      'There is no flag -vf',
      `Filters are not available: use --width, --height, --fit and --fps. ${more}`,
    ],
    ['-3', 'There is no flag -3', `If -3 is a negative time, put it after its flag: --start -3. ${more}`],
    ['-w', '-w needs a value', `Write -w <size>. ${more}`],
    ['-q', '-q needs a value', `Write -q <n>. --quiet has no short form. ${more}`],
    ['--width --json', '--width needs a value, but --json follows it', `Write --width <size>. ${more}`],
    ['-o -y', '-o needs a value, but -y follows it', `Write -o <path>. ${more}`],
    [
      '--output=-out.gif',
      '--output needs a value, but -out.gif follows it',
      `Write --output <path>. If -out.gif is a file, write ./-out.gif. ${more}`,
    ],
    ['--start=', '--start needs a value', `Write --start <time>. ${more}`],
    ['--json=yes', '--json takes no value, got "yes"', `Write --json alone. ${more}`],
    ['-w 480 --width 320', '--width is given twice: "480" and "320"', `Give --width once. ${more}`],
    ['-h 270', '-h shows the help and takes no value, got "270"', 'The height is -H 270 or --height 270.'],
    [
      '-s 640x480',
      '-s is the start of the segment, got the size "640x480"',
      'Write -w 640 -H 480 (--width 640 --height 480).',
    ],
  ])('%s', (line, message, suggestion) => {
    expect(() => read(line)).toThrow(expect.objectContaining({ message, suggestion, exitCode: 2 }));
  });
});
