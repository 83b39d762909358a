import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { commands } from '../commands.js';
import { completionScript } from './completion-script.js';

// The completions of bash for a command line. The cursor is after the last word.
function completions(line: string): string[] {
  const words = line.split(' ');
  const script = `${completionScript('bash', commands)}
COMP_WORDS=(${words.map((word) => `'${word}'`).join(' ')}); COMP_CWORD=${words.length - 1}; _cliploop; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const { stdout, stderr } = spawnSync('bash', ['-c', script], { encoding: 'utf8' });
  expect(stderr).toBe('');
  return stdout.split('\n').filter(Boolean);
}

test.each([
  ['cliploop a', ['animate']],
  ['cliploop template ', ['list', 'show', 'check']],
  ['cliploop completion ', ['bash', 'zsh', 'fish']],
  ['cliploop animate --wid', ['--width']],
  ['cliploop animate a.mp4 --no', ['--no-overwrite', '--no-resolution-adaptive']],
  ['cliploop template check --', ['--json']],
  ['cliploop help ani', ['animate']],
  ['cliploop a.mp4 --wid', ['--width']],
  ['cliploop -i a.mp4 --heig', ['--height']],
  ['cliploop a.mp4 -f ', ['gif', 'webp', 'avif']],
  ['cliploop stills a.mp4 -f ', ['webp', 'png', 'jpeg']],
  ['cliploop stills a.mp4 --fit c', ['contain', 'cover']],
  ['cliploop animate a.mp4 --fit c', ['contain', 'cover']],
  ['cliploop animate a.mp4 -o ', []],
  ['cliploop animate a.mp4 --start ', []],
  ['cliploop talk', []],
])('completes "%s" in bash', (line, words) => {
  expect(completions(line)).toEqual(words);
});

test('runs the script for bash in zsh', () => {
  expect(completionScript('zsh', commands)).toContain(completionScript('bash', commands));
});

test('writes a line for each command and each flag in fish', () => {
  const script = completionScript('fish', commands);
  const animate = "-n 'not __fish_seen_subcommand_from plan stills probe template doctor completion help version'";
  for (const line of [
    "complete -c cliploop -n __fish_use_subcommand -a probe -d 'Show the properties and streams of a video.'",
    `complete -c cliploop ${animate} -s w -l width -r -d 'Width: 480, 50% of the source, or auto.'`,
    `complete -c cliploop ${animate} -s f -l format -x -a 'gif webp avif' -d `,
    "complete -c cliploop -n '__fish_seen_subcommand_from stills' -s f -l format -x -a 'webp png jpeg' -d ",
    `complete -c cliploop ${animate} -s y -l overwrite -d `,
  ]) {
    expect(script).toContain(line);
  }
});
