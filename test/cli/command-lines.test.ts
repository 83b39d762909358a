import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { plainClip } from '../fixtures/numbered.ts';
import { parseGif } from '../oracle/gif.ts';
import { parseWebp } from '../oracle/webp.ts';
import { root } from '../support/paths.ts';
import { run } from '../support/run.ts';
import { tempDir } from '../support/temp.ts';
import { cliploop, messagesOf, stdoutOf } from './cliploop.ts';

let clip: string;
beforeAll(async () => {
  clip = await plainClip();
});

/** A GIF of one pixel. */
const dot = Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64');

/** A folder with the clip as in.mp4. */
function folderWithClip(): string {
  const folder = tempDir();
  cpSync(clip, join(folder, 'in.mp4'));
  return folder;
}

describe('help and version', () => {
  test.each([['-h'], ['--help'], ['help'], []])('lists the commands with %s', async (...args) => {
    const help = await stdoutOf(args);
    for (const command of ['animate', 'probe', 'template', 'help', 'version']) {
      expect(help).toMatch(new RegExp(`^  ${command} `, 'm'));
    }
  });

  test.each([['-v'], ['-V'], ['--version'], ['version']])('prints the version with %s', async (word) => {
    expect(await stdoutOf([word])).toMatch(/^cliploop\/\d+\.\d+\.\d+ \S+ node-v\S+\n$/);
  });

  test('prints the same help of animate for every form', async () => {
    const pages = [
      ['animate', '--help'],
      ['animate', '-h'],
      ['help', 'animate'],
      ['in.mp4', '-h'],
    ];
    const [first, ...others] = await Promise.all(pages.map((args) => stdoutOf(args)));
    for (const other of others) expect(other).toBe(first);
    expect(first).toMatch(/^ {2}-s, --start=<time> {2,}Start/m);
    expect(first).toContain('\n    $ cliploop animate talk.mp4 talk.gif -s 1:30 -t 4 -w 480\n');
  });
});

describe('equivalent command lines', () => {
  test.each([
    ['animate in.mp4 out.gif -s 1 -t 0.4 -r 10 -w 64'],
    ['in.mp4 out.gif --start 1 --duration 0.4 --fps 10 --width 64'],
    ['-ss 1 -t 0.4 -i in.mp4 -r 10 -w 64 out.gif'],
    ['in.mp4 -o out.gif -ss 1 -to 1.4 -r=10 -w64'],
    ['animate in.mp4 -s -3 -e -2.6 -r 10 -W 64 out.gif'],
    ['./in.mp4 -s=-3 -t .4 -r10 -w 64 -f gif -o out.gif'],
  ])('makes the same GIF with %s', async (line) => {
    const folder = folderWithClip();
    await stdoutOf(line.split(' '), { cwd: folder });
    const gif = parseGif(readFileSync(join(folder, 'out.gif')));
    expect([gif.width, gif.frames.length]).toEqual([64, 4]);
  });

  test('takes the format from the extension of the last argument', async () => {
    const folder = folderWithClip();
    await stdoutOf(['in.mp4', 'Out.WEBP', '-t', '.2', '-w', '64'], { cwd: folder });
    expect(parseWebp(readFileSync(join(folder, 'Out.WEBP'))).frames.length).toBeGreaterThan(0);
  });

  test.each([
    ['-o new/sub/', 'new/sub/in.gif'],
    ['-o there', 'there/in.gif'],
    ['there', 'there/in.gif'],
    ['-f webp', 'in.webp'],
  ])('writes the result of in.mp4 %s to %s', async (args, result) => {
    const folder = folderWithClip();
    mkdirSync(join(folder, 'there'));
    const line = ['in.mp4', ...args.split(' '), '-t', '.2', '-w', '64'];
    expect(await stdoutOf(line, { cwd: folder })).toMatch(new RegExp(`^${result}: 64x`));
    expect(existsSync(join(folder, result))).toBe(true);
  });

  test('replaces an existing output only with -y', async () => {
    const folder = folderWithClip();
    writeFileSync(join(folder, 'out.gif'), 'mine');
    const line = ['in.mp4', 'out.gif', '-t', '.2', '-w', '64'];
    const ran = await cliploop(line, { cwd: folder });
    expect(ran.status).toBe(6);
    expect(ran.stderr).toContain('The last argument, out.gif, is the output.');
    expect(readFileSync(join(folder, 'out.gif'), 'utf8')).toBe('mine');
    await stdoutOf([...line, '-y'], { cwd: folder });
    expect(parseGif(readFileSync(join(folder, 'out.gif'))).frames.length).toBeGreaterThan(0);
  });
});

test.each([
  ['in.mp4 -o in.mp4/out.gif', 6, 'in.mp4/out.gif: a part of its path is a file, not a folder'],
  [`in.mp4 -o ${'a'.repeat(300)}.gif`, 6, `${'a'.repeat(300)}.gif: File name too long`],
  ['a'.repeat(300), 2, `Unknown command "${'a'.repeat(300)}"`],
])('explains why a path cannot exist: %s', async (line, status, message) => {
  const ran = await cliploop(line.split(' '), { cwd: folderWithClip() });
  expect(ran.stderr).toContain(message);
  expect(ran.status).toBe(status);
});

test('explains how to write a file name that looks like a flag', async () => {
  const folder = folderWithClip();
  cpSync(clip, join(folder, '-3.mp4'));
  const ran = await cliploop(['animate', '-3.mp4'], { cwd: folder });
  expect(ran.status).toBe(2);
  expect(ran.stderr).toMatch(
    /^Error INVALID_OPTION: Unknown flag -3\.mp4\nHint: If you mean the file -3\.mp4, write \.\/-3\.mp4\. /,
  );
});

test('explains how to animate the files of a folder', async () => {
  const folder = tempDir();
  mkdirSync(join(folder, 'videos'));
  const ran = await cliploop(['videos/'], { cwd: folder });
  expect(ran.status).toBe(3);
  expect(ran.stderr).toMatch(
    /\nHint: To animate the files in the folder, run `cliploop animate videos\/\* -o folder\/`\. /,
  );
});

describe('an output that is an input', () => {
  test.each([
    ['one.gif two.gif -y', 2],
    ['one.gif one.gif -y', 2],
    ['one.gif -o one.gif -y', 6],
    ['-i one.gif one.gif -y', 6],
    ['one.gif -o ./../$HERE/one.gif -y', 6],
    ['in.mp4 in.gif -o . -y', 2],
  ])('keeps the input of %s', async (line, status) => {
    const folder = folderWithClip();
    const names = ['one.gif', 'two.gif', 'in.gif'].map((name) => join(folder, name));
    for (const name of names) writeFileSync(name, dot);
    const here = folder.split('/').at(-1) ?? '';
    const ran = await cliploop(line.replace('$HERE', here).split(' '), { cwd: folder });
    expect(ran.status).toBe(status);
    for (const name of names) expect(readFileSync(name)).toEqual(dot);
  });
});

test('names a flag in an error as it was typed', async () => {
  const short = await cliploop([clip, '-w', '-o', 'x.gif']);
  expect(short).toMatchObject({
    status: 2,
    stderr:
      'Error INVALID_OPTION: -w needs a value, got the flag -o\n' +
      'Hint: Write -w <size>. Run `cliploop animate --help` for its flags.\n',
  });
  const long = await cliploop([clip, '--json', '--width']);
  expect(JSON.parse(long.stdout.toString()).error.message).toBe('--width needs a value');
});

test('warns about --open without a display, and keeps the result', async () => {
  const folder = folderWithClip();
  const { DISPLAY: _, WAYLAND_DISPLAY: __, WSL_DISTRO_NAME: ___, ...env } = process.env;
  const ran = await cliploop(['in.mp4', 'out.gif', '-t', '.2', '-w', '64', '--open'], { cwd: folder, env });
  expect(ran.status).toBe(0);
  expect(messagesOf(ran)).toBe(
    'Warning: cannot open out.gif: there is no display (neither DISPLAY nor WAYLAND_DISPLAY is set)\n',
  );
  expect(existsSync(join(folder, 'out.gif'))).toBe(true);
  const refused = await cliploop(['in.mp4', '-o', '-', '--open'], { cwd: folder, env });
  expect(refused.status).toBe(2);
  expect(refused.stderr).toMatch(/^Error INVALID_OPTION: --open cannot open standard output \(-o -\)\n/);
});

test.skipIf(process.platform !== 'linux')('opens the result in the default viewer with --open', async () => {
  const folder = folderWithClip();
  const viewer = join(folder, 'viewer');
  writeFileSync(viewer, `#!/bin/sh\nprintf %s "$1" > '${folder}/opened'\n`, { mode: 0o755 });
  const applications = join(folder, 'share/applications');
  mkdirSync(applications, { recursive: true });
  const entry = `[Desktop Entry]\nType=Application\nName=Viewer\nExec=${viewer} %f\nMimeType=image/gif;\n`;
  writeFileSync(join(applications, 'viewer.desktop'), entry);
  writeFileSync(join(applications, 'mimeapps.list'), '[Default Applications]\nimage/gif=viewer.desktop\n');
  const env = { ...process.env, DISPLAY: ':99', XDG_DATA_HOME: join(folder, 'share'), BROWSER: viewer };
  await stdoutOf(['in.mp4', 'out.gif', '-t', '.2', '-w', '64', '--open'], { cwd: folder, env });
  // On a busy machine, the command does not wait for the viewer.
  const opened = join(folder, 'opened');
  const read = () => (existsSync(opened) ? readFileSync(opened, 'utf8') : '');
  await expect.poll(read, { timeout: 30_000 }).toMatch(/out\.gif$/);
});

test.each([
  ['cliploop', 'apps/cli'],
  ['cliploop-server', 'apps/server'],
])('prints one line if %s is not built', async (name, app) => {
  const copy = join(tempDir(), app);
  cpSync(join(root, app, 'bin'), join(copy, 'bin'), { recursive: true });
  writeFileSync(join(copy, 'package.json'), '{"type": "module"}');
  const ran = await run(process.execPath, [join(copy, 'bin/run.js'), '--help']);
  expect(ran.status).toBe(70);
  expect(ran.stderr).toMatch(new RegExp(`^${name} is not built: run npm run setup in \\S+\\n$`));
  expect(ran.stdout.toString()).toBe('');
});
