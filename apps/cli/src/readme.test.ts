import { readFile } from 'node:fs/promises';
import { type ErrorEntry, errorCatalogue, exitCodes } from '@cliploop/core';
import { expect, test } from 'vitest';
import { commandLine } from './arguments/command-line.js';
import { commands } from './commands.js';

const classes: Readonly<Record<keyof typeof exitCodes, string>> = {
  ok: 'done',
  usage: 'the command line or an option is wrong',
  input: 'the input cannot be used',
  segment: 'the segment is not in the video',
  limit: 'a limit was reached',
  output: 'the output cannot be written',
  network: 'the input could not be fetched',
  internal: 'a fault of cliploop or its installation',
  aborted: 'stopped by SIGINT (143: by SIGTERM, 129: by SIGHUP)',
};

test.each(['../README.md', '../../../README.md'])('the exit codes in %s are those of the catalogue', async (file) => {
  const entries = Object.entries<ErrorEntry>(errorCatalogue);
  const rows = Object.entries(exitCodes).map(([name, exitCode]) => {
    const codes = entries.filter(([, entry]) => entry.exitCode === exitCode).map(([code]) => `\`${code}\``);
    return [String(exitCode), classes[name as keyof typeof exitCodes], codes.join(', ')];
  });
  const text = await readFile(new URL(file, import.meta.url), 'utf8');
  const section = /(<!-- exit codes -->\n)[\s\S]*?(<!-- \/exit codes -->)/;
  expect(text).toMatch(section);
  const updated = text.replace(section, (_, open: string, close: string) => `${open}\n${table(rows)}\n${close}`);
  await expect(updated).toMatchFileSnapshot(file);
});

test.each(['../README.md', '../../../README.md'])('every command line in %s can be read', async (file) => {
  const text = await readFile(new URL(file, import.meta.url), 'utf8');
  const blocks = [...text.matchAll(/```sh\n([\s\S]*?)```/g)].map(([, block]) => block ?? '');
  const lines = [...blocks.join('\n').matchAll(/(?:^|[|(] ?)cliploop ([^#>|)\n]+)/gm)].map(
    ([, line]) => line?.trim() ?? '',
  );
  expect(lines.length).toBeGreaterThan(6);
  for (const line of lines) expect(() => commandLine(line.split(/ +/), commands), line).not.toThrow();
});

test('the table of short flags is that of the command', async () => {
  const text = await readFile(new URL('../README.md', import.meta.url), 'utf8');
  const rows = [...text.matchAll(/^\| (`-.*?) +\| `--([\w-]+)`/gm)];
  const shown = Object.fromEntries(rows.map(([, letters, flag]) => [flag, letters?.match(/-\w+/g)?.join(' ')]));
  const known = Object.entries(commands.animate.flags).flatMap(([name, flag]) => {
    const { char, charAliases = [] } = flag as { char?: string; charAliases?: readonly string[] };
    if (char === undefined) return [];
    const typed = [char, ...charAliases, ...({ start: ['ss'], end: ['to'] }[name] ?? [])];
    return [[name, typed.map((letter) => `-${letter}`).join(' ')]];
  });
  expect(shown).toEqual({ ...Object.fromEntries(known), help: '-h' });
});

// Padded as the formatter pads it.
function table(rows: readonly string[][]): string {
  const cells = [['exit code', 'what happened', 'codes'], ...rows];
  const widths = [0, 1, 2].map((column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]): string =>
    `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  const [head = [], ...body] = cells;
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...body.map(line), ''].join('\n');
}
