import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { commands } from '../commands.js';
import { completionScript } from './completion-script.js';

// What bash offers for a command line; the last word is the one under the cursor.
function offered(line: string): string[] {
  const words = line.split(' ');
  const script = `${completionScript('bash', commands)}
COMP_WORDS=(${words.map((word) => `'${word}'`).join(' ')}); COMP_CWORD=${words.length - 1}; _cliploop; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const { stdout, stderr } = spawnSync('bash', ['-c', script], { encoding: 'utf8' });
  expect(stderr).toBe('');
  return stdout.split('\n').filter(Boolean);
}

test.each([
  ['cliploop a', ['animate']],
  ['cliploop template ', ['check', 'list', 'show']],
  ['cliploop completion ', ['bash', 'zsh', 'fish']],
  ['cliploop animate --wid', ['--width']],
  ['cliploop animate a.mp4 --no', ['--no-resolution-adaptive', '--no-overwrite']],
  ['cliploop template check --', ['--json']],
])('bash offers for "%s"', (line, words) => {
  expect(offered(line)).toEqual(words);
});

test('zsh runs the same', () => {
  expect(completionScript('zsh', commands)).toContain(completionScript('bash', commands));
});

test('fish has a line for each flag', () => {
  const script = completionScript('fish', commands);
  expect(script).toContain("complete -c cliploop -n __fish_use_subcommand -f -a probe -d 'Show what a file holds");
  expect(script).toContain("complete -c cliploop -n '__fish_seen_subcommand_from animate' -l width -r -d 'Width;");
  expect(script).toContain("complete -c cliploop -n '__fish_seen_subcommand_from animate' -l overwrite -d ");
});
