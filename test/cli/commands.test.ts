import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { animateSchema } from '@cliploop/core/schema';
import { describe, expect, test } from 'vitest';
import { plainClip } from '../fixtures/numbered.ts';
import { run } from '../support/run.ts';
import { tempDir } from '../support/temp.ts';
import { cliploop, stdoutOf } from './cliploop.ts';

describe('cliploop --help', () => {
  test('lists the commands', async () => {
    const help = await stdoutOf(['--help']);
    for (const command of ['animate', 'probe', 'template list', 'doctor']) expect(help).toContain(`\n  ${command} `);
  });

  test('lists the commands of a topic', async () => {
    const help = await stdoutOf(['template']);
    for (const command of ['list', 'show', 'check']) expect(help).toContain(`\n  template ${command} `);
  });

  test('groups the flags of animate', async () => {
    const help = await stdoutOf(['animate', '--help']);
    const headings = ['FILE FLAGS', 'SEGMENT FLAGS', 'FRAME FLAGS', 'FORMAT FLAGS', 'LIMIT FLAGS', 'EXAMPLES'];
    for (const heading of headings) expect(help).toContain(`\n${heading}\n`);
    expect(help).toContain('--[no-]resolution-adaptive');
    expect(help).not.toContain('Range:');
    expect(help.split('\n').length).toBeLessThan(95);
  });

  test('groups the flags of stills, with examples', async () => {
    const help = await stdoutOf(['stills', '--help']);
    for (const heading of ['FILE FLAGS', 'SEGMENT FLAGS', 'EXAMPLES']) expect(help).toContain(`\n${heading}\n`);
    for (const flag of ['--times', '--every', '-n, --count', '--[no-]key-frames', '--[no-]sprite'])
      expect(help).toContain(flag);
    expect(help.split('\n').length).toBeLessThan(95);
  });

  test('lists a flag for each option of animate', async () => {
    const help = await stdoutOf(['animate', '--help']);
    const options = Object.entries(animateSchema).filter(
      ([name, entry]) => name !== 'limits' && !('flag' in entry && entry.flag === false),
    );
    expect(options.length).toBeGreaterThan(12);
    const kebab = (name: string): string => name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
    for (const [name] of options) expect(help).toMatch(new RegExp(`--(\\[no-\\])?${kebab(name)}\\b`));
    for (const flag of ['--json', '--quiet', '-o']) expect(help).toContain(flag);
  });

  test.each([40, 60, 80, 100, 200])('wraps its texts at %d columns, and at 100 at most', async (columns) => {
    const pages = [['--help'], ['animate', '--help'], ['probe', '--help'], ['template'], ['completion', '--help']];
    const env = { ...process.env, OCLIF_COLUMNS: String(columns) };
    for (const help of await Promise.all(pages.map((args) => stdoutOf(args, { env })))) {
      // Command lines are not wrapped, so that they can be copied.
      const lines = help.replaceAll(/^(USAGE|EXAMPLES)\n( {2}.*\n)+/gm, '').split('\n');
      for (const line of lines) expect(line.length, line).toBeLessThanOrEqual(Math.min(columns, 100));
    }
  });
});

test('probe prints the properties of a file as text and as JSON', async () => {
  const clip = await plainClip();
  const facts = JSON.parse(await stdoutOf(['probe', clip, '--json']));
  expect(facts).toMatchObject({ video: [{ codec: 'h264', width: 160, height: 96, selected: true }], audio: [] });
  expect(Math.abs(facts.duration - 4)).toBeLessThan(0.01);
  const text = await stdoutOf(['probe', clip]);
  for (const word of ['h264', '160', '96', '25']) expect(text).toContain(word);
});

describe('cliploop template', () => {
  test('lists the presets', async () => {
    const list = await stdoutOf(['template', 'list']);
    for (const word of ['20000', '20001', 'gif', 'webp']) expect(list.toLowerCase()).toContain(word);
    expect(list).toContain('20001  WebP-source  webp, 2 fps, quality 75\n');
  });

  test('shows a preset as text and as JSON', async () => {
    const text = await stdoutOf(['template', 'show', '20001']);
    for (const word of ['webp', '75']) expect(text.toLowerCase()).toContain(word);
    const json = JSON.parse(await stdoutOf(['template', 'show', '20000', '--json']));
    expect(json).toMatchObject({ id: 20000, format: 'gif', fps: 2 });
    const unknown = await cliploop(['template', 'show', '4']);
    expect([unknown.status, unknown.stdout.toString()]).toEqual([2, '']);
  });

  test('accepts a valid template, which animate can use', async () => {
    const folder = tempDir();
    writeFileSync(
      join(folder, 'good.json'),
      '{"format": "webp", "fps": 12, "width": 320, "quality": 80, "name": "mine"}',
    );
    expect(await stdoutOf(['template', 'check', 'good.json'], { cwd: folder })).toBe('good.json is a valid template\n');
    const args = [
      'animate',
      await plainClip(),
      '-o',
      'x.webp',
      '--template',
      'good.json',
      '--duration',
      '0.5',
      '--json',
    ];
    const result = JSON.parse(await stdoutOf(args, { cwd: folder }));
    expect(result).toMatchObject({ width: 320, format: 'webp' });
  });

  test.each([
    ['{"format": "webp", "fps": 61}', /^Error TEMPLATE_INVALID: fps of the template /],
    [
      '{"fps": 10, "width": 32}',
      /^Error TEMPLATE_INVALID: width of the template must be 0 or an integer from 128 to 4096, got 32\n/,
    ],
    ['fps', /^Error TEMPLATE_INVALID: template\.json is not JSON/],
    ['7', /^Error TEMPLATE_INVALID: template\.json does not contain a JSON object\n/],
    [undefined, /^Error TEMPLATE_NOT_FOUND: Template template\.json not found\n/],
  ])('rejects the template %s', async (json, message) => {
    const folder = tempDir();
    if (json !== undefined) writeFileSync(join(folder, 'template.json'), json);
    const ran = await cliploop(['template', 'check', 'template.json'], { cwd: folder });
    expect([ran.status, ran.stdout.toString()]).toEqual([2, '']);
    expect(ran.stderr).toMatch(message);
  });
});

test('lists the libraries, the decoders and the layers of the sandbox with doctor', async () => {
  const text = await stdoutOf(['doctor']);
  for (const word of ['libavformat', 'libavcodec', 'libwebp', 'h264', 'libvpx']) expect(text).toContain(word);
  expect(text).toMatch(/^alpha decoders +\S/m);
  expect(JSON.parse(await stdoutOf(['doctor', '--json']))).toMatchObject({
    node: process.versions.node,
    libavcodec: expect.stringMatching(/^\d+\./),
    sandboxLayers: ['user', 'limits', 'files', 'tcp', 'scope', 'syscalls'],
    missingSandboxLayers: [],
  });
});

describe('cliploop completion', () => {
  test.each([
    [['cliploop', 'ani'], 'animate'],
    [['cliploop', 'animate', '--dur'], '--duration'],
  ] as const)('completes %j in bash', async (args, completion) => {
    const script = await stdoutOf(['completion', 'bash']);
    const line = args.join(' ');
    const variables = `COMP_LINE='${line}' COMP_POINT=${line.length} COMP_WORDS=(${line}) COMP_CWORD=${args.length - 1}`;
    const call = `f=$(complete -p cliploop | sed "s/.*-F \\([^ ]*\\).*/\\1/"); $f cliploop '${args.at(-1)}' '${args.at(-2)}'`;
    const ran = await run('bash', ['-c', `${script}\n${variables}\n${call}; declare -p COMPREPLY`]);
    expect(ran.stdout.toString()).toContain(`"${completion}`);
  });

  test.each(['bash', 'zsh', 'fish'])('prints a script for %s', async (shell) => {
    expect(await stdoutOf(['completion', shell])).toContain('animate');
  });

  test('rejects other shells', async () => {
    expect((await cliploop(['completion', 'tcsh'])).status).toBe(2);
  });
});
