import { writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { plainClip } from '../fixtures/numbered.ts';
import { tempDir } from '../support/temp.ts';
import { cliploop, messagesOf } from './cliploop.ts';

let clip: string;
beforeAll(async () => {
  clip = await plainClip();
});

/** A loopback port on which no server listens. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Arguments with CLIP for the path of a video; the exit code, and the start of stderr. */
const cases: readonly [args: string, status: number, stderr: string][] = [
  ['CLIP -o x.gif --fps 99', 2, 'INVALID_OPTION: '],
  ['none.mp4 --quality 0', 2, 'INVALID_OPTION: --quality must be an integer from 1 to 100, got 0\n'],
  ['none.mp4 --start soon', 2, 'INVALID_OPTION: --start must be a time such as 90, 1:30 or 1m30s, or auto, got "soon"'],
  [
    'CLIP -o x.gif --end 2 --duration 1',
    2,
    'INVALID_OPTION: --end and --duration cannot be combined; give one of them\n',
  ],
  [
    'none.mp4 --start -3 --end=-1 --duration 2',
    2,
    'INVALID_OPTION: --end and --duration cannot be combined; give one of them\n',
  ],
  ['CLIP -o x.gif --fsp 5', 2, 'INVALID_OPTION: Unknown flag --fsp\n'],
  ['', 2, 'INVALID_OPTION: Missing argument INPUT: '],
  ['CLIP -o x.gif --format webp', 2, 'FORMAT_MISMATCH: The format is webp, but the output x.gif ends in .gif'],
  ['none.mp4 -o x.webp --format gif', 2, 'FORMAT_MISMATCH: The format is gif, but the output x.webp ends in .webp'],
  ['none.mp4 --template 7', 2, 'TEMPLATE_NOT_FOUND: Template 7 not found\n'],
  ['ftp://example.com/a.mp4', 2, 'INPUT_PROTOCOL: The protocol ftp: is not supported'],
  ['none.mp4 -o x.gif', 3, 'INPUT_NOT_FOUND: '],
  ['text.mp4 -o x.gif', 3, 'INPUT_NOT_MEDIA: '],
  ['CLIP -o x.gif --start 60', 4, 'START_BEYOND_END: '],
  ['CLIP -o x.gif --max-frames 3', 5, 'LIMIT_FRAMES: '],
  ['CLIP -o none/x.gif', 6, 'OUTPUT_UNWRITABLE: '],
];

describe('errors of cliploop animate', () => {
  test.each(cases)('rejects "%s" with exit code %d', async (line, status, stderr) => {
    const folder = tempDir();
    writeFileSync(join(folder, 'text.mp4'), 'This is not a video.\n');
    const args = line.split(' ').filter(Boolean);
    const ran = await cliploop(['animate', ...args.map((arg) => (arg === 'CLIP' ? clip : arg))], { cwd: folder });
    expect(ran.status).toBe(status);
    expect(ran.stdout.toString()).toBe('');
    expect(messagesOf(ran).startsWith(`Error ${stderr}`), ran.stderr).toBe(true);
    // An error has two lines, and no stack.
    expect(messagesOf(ran)).toMatch(/^Error [A-Z_]+: \S.*\nHint: \S.*\n$/);
  });

  test('rejects an unknown command', async () => {
    expect(await cliploop(['nonsense'])).toMatchObject({
      status: 2,
      stderr:
        'Error INVALID_OPTION: Unknown command "nonsense"\n' +
        'Hint: To animate a file, run `cliploop animate nonsense`. Run `cliploop --help` for the list of commands.\n',
    });
  });

  test('exits with 7 if no server listens', async () => {
    const ran = await cliploop([
      'animate',
      `http://127.0.0.1:${await freePort()}/x.mp4`,
      '-o',
      join(tempDir(), 'x.gif'),
    ]);
    expect(ran.status).toBe(7);
    expect(ran.stderr).toContain('INPUT_NETWORK');
  });

  test('prints an error as JSON on stdout with --json', async () => {
    const ran = await cliploop(['animate', 'none.mp4', '--json', '--widht', '3']);
    expect(ran).toMatchObject({ status: 2, stderr: '' });
    expect(JSON.parse(ran.stdout.toString())).toEqual({
      error: {
        code: 'INVALID_OPTION',
        message: 'Unknown flag --widht',
        suggestion: 'Did you mean --width 3? Run `cliploop animate --help` for its flags.',
        exitCode: 2,
        retryable: false,
        stage: 'options',
      },
    });
  });

  test('rejects --json with the output on stdout', async () => {
    const ran = await cliploop(['animate', 'none.mp4', '-o', '-', '--json']);
    expect(ran.status).toBe(2);
    expect(JSON.parse(ran.stdout.toString()).error.message).toBe(
      '--json and -o - cannot be used together, because both write to standard output',
    );
  });

  test('prints an error of the engine as JSON on stdout with --json', async () => {
    const ran = await cliploop(['animate', clip, '-o', join(tempDir(), 'x.gif'), '--start', '60', '--json']);
    expect([ran.status, messagesOf(ran)]).toEqual([4, '']);
    expect(JSON.parse(ran.stdout.toString()).error).toMatchObject({ code: 'START_BEYOND_END', exitCode: 4 });
  });
});
