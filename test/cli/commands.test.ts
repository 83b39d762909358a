import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { animateSchema } from '@cliploop/core/schema';
import { describe, expect, test } from 'vitest';
import { plainClip } from '../fixtures/numbered.ts';
import { run } from '../support/run.ts';
import { tempDir } from '../support/temp.ts';
import { cliploop, said } from './cliploop.ts';

const kebab = (name: string): string => name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

test('help of animate names a flag for each option', async () => {
  const help = await said(['animate', '--help']);
  const spoken = Object.entries(animateSchema).filter(
    ([name, entry]) => name !== 'limits' && !('flag' in entry && entry.flag === false),
  );
  expect(spoken.length).toBeGreaterThan(12);
  for (const [name] of spoken) expect(help).toMatch(new RegExp(`--(\\[no-\\])?${kebab(name)}\\b`));
  for (const flag of ['--json', '--quiet', '-o']) expect(help).toContain(flag);
});

test('help and version', async () => {
  const help = await said(['--help']);
  for (const command of ['animate', 'probe', 'template', 'doctor']) expect(help).toContain(command);
  expect(await said(['--version'])).toMatch(/\d+\.\d+\.\d+/);
});

test('probe tells what a file holds, for people and as JSON', async () => {
  const clip = await plainClip();
  const facts = JSON.parse(await said(['probe', clip, '--json']));
  expect(facts).toMatchObject({ video: [{ codec: 'h264', width: 160, height: 96, selected: true }], audio: [] });
  expect(Math.abs(facts.duration - 4)).toBeLessThan(0.01);
  const text = await said(['probe', clip]);
  for (const word of ['h264', '160', '96', '25']) expect(text).toContain(word);
});

describe('template', () => {
  test('list and show know the presets', async () => {
    const list = await said(['template', 'list']);
    for (const word of ['20000', '20001', 'gif', 'webp']) expect(list.toLowerCase()).toContain(word);
    const shown = await said(['template', 'show', '20001']);
    for (const word of ['webp', '75']) expect(shown.toLowerCase()).toContain(word);
    expect((await cliploop(['template', 'show', '4'])).status).toBe(2);
  });

  test('check takes what is valid and names what is not', async () => {
    const folder = tempDir();
    const good = join(folder, 'good.json');
    writeFileSync(good, JSON.stringify({ format: 'webp', fps: 12, width: 320, quality: 80, name: 'mine' }));
    await said(['template', 'check', good]);
    const bad = join(folder, 'bad.json');
    writeFileSync(bad, JSON.stringify({ format: 'webp', fps: 61 }));
    const ran = await cliploop(['template', 'check', bad]);
    expect(ran.status).toBe(2);
    expect(ran.stderr + ran.stdout.toString()).toContain('fps');
    const clip = await plainClip();
    const result = JSON.parse(
      await said(['animate', clip, '-o', join(folder, 'x.webp'), '--template', good, '--duration', '0.5', '--json']),
    );
    expect(result).toMatchObject({ width: 320, format: 'webp' });
  });
});

test('doctor names the libraries and the decoders', async () => {
  const text = await said(['doctor']);
  for (const word of ['libavformat', 'libavcodec', 'libwebp', 'h264', 'libvpx']) expect(text).toContain(word);
});

test('completion works in bash and exists for zsh and fish', async () => {
  const script = await said(['completion', 'bash']);
  const ask = (line: string, words: string[]): string =>
    `COMP_LINE='${line}' COMP_POINT=${line.length} COMP_WORDS=(${words.map((word) => `'${word}'`).join(' ')}) COMP_CWORD=${words.length - 1}`;
  const wanted = [
    [['cliploop', 'ani'], 'animate'],
    [['cliploop', 'animate', '--dur'], '--duration'],
  ] as const;
  for (const [words, answer] of wanted) {
    const found =
      'f=$(complete -p cliploop | sed "s/.*-F \\([^ ]*\\).*/\\1/"); $f cliploop "$w" "$p"; declare -p COMPREPLY';
    const [word, previous] = [words.at(-1), words.at(-2)];
    const set = `${ask(words.join(' '), [...words])}; w='${word}'; p='${previous}'`;
    const ran = await run('bash', ['-c', `${script}\n${set}\n${found}`]);
    expect(ran.stdout.toString()).toContain(`"${answer}`);
  }
  for (const shell of ['zsh', 'fish']) expect(await said(['completion', shell])).toContain('animate');
  expect((await cliploop(['completion', 'tcsh'])).status).toBe(2);
});
