import { readFile } from 'node:fs/promises';
import { type ErrorEntry, errorCatalogue, exitCodes } from '@cliploop/core';
import { describe, expect, test } from 'vitest';
import { parseCommandLine } from './arguments/command-line.js';
import type { FlagDefinition } from './arguments/definitions.js';
import { twoLetterFlags } from './arguments/find-flag.js';
import { commands } from './commands.js';

const meanings: Readonly<Record<keyof typeof exitCodes, string>> = {
  ok: 'success',
  usage: 'the command line, an option or a template is invalid',
  input: 'the input cannot be used',
  segment: 'the segment is not in the video',
  limit: 'a limit was exceeded',
  output: 'the output cannot be written',
  network: 'the input cannot be downloaded',
  internal: 'internal error, or cliploop is not installed correctly',
  aborted: 'stopped by SIGINT (143: by SIGTERM, 129: by SIGHUP)',
};

/** The tables of each README, by the marks around them. */
const readmes: Readonly<Record<string, Readonly<Record<string, readonly string[][]>>>> = {
  '../README.md': {
    'exit codes': exitCodeTable(),
    flags: flagTable(commands.animate.flags),
    'stills flags': flagTable(commands.stills.flags),
  },
  '../../../README.md': { 'exit codes': exitCodeTable() },
};

describe.each(Object.entries(readmes))('%s', (file, tables) => {
  test('has the tables of flags and exit codes that `npm test -- -u` writes', async () => {
    let text = await readFile(new URL(file, import.meta.url), 'utf8');
    for (const [mark, cells] of Object.entries(tables)) {
      const section = new RegExp(`(<!-- ${mark} -->\\n)[\\s\\S]*?(<!-- /${mark} -->)`);
      expect(text).toMatch(section);
      text = text.replace(section, (_, open: string, close: string) => `${open}\n${markdown(cells)}\n${close}`);
    }
    await expect(text).toMatchFileSnapshot(file);
  });

  test('has only command lines that can be parsed', async () => {
    const text = await readFile(new URL(file, import.meta.url), 'utf8');
    const blocks = [...text.matchAll(/```sh\n([\s\S]*?)```/g)].map(([, block]) => block ?? '');
    const lines = [...blocks.join('\n').matchAll(/(?:^|[|(] ?)cliploop ([^#>|)\n]+)/gm)].map(
      ([, line]) => line?.trim() ?? '',
    );
    expect(lines.length).toBeGreaterThan(6);
    for (const line of lines) expect(() => parseCommandLine(line.split(/ +/), commands), line).not.toThrow();
  });
});

function exitCodeTable(): string[][] {
  const entries = Object.entries<ErrorEntry>(errorCatalogue);
  const rows = Object.entries(exitCodes).map(([name, exitCode]) => {
    const codes = entries.filter(([, entry]) => entry.exitCode === exitCode).map(([code]) => `\`${code}\``);
    return [String(exitCode), meanings[name as keyof typeof exitCodes], codes.join(', ')];
  });
  return [['exit code', 'meaning', 'error codes'], ...rows];
}

type Described = FlagDefinition & { description?: string | undefined };

function flagTable(flags: Readonly<Record<string, Described>>): string[][] {
  const rows = Object.entries(flags).map(([name, flag]) => {
    const [, text = '', value = ''] = /^(.*?)(?: \[(.*)\])?$/.exec(flag.description ?? '') ?? [];
    return [forms(name, flag), text, value].map((cell) => cell.replaceAll('|', '\\|'));
  });
  return [['flag', 'meaning', 'default'], ...rows];
}

/** "`-s`, `-ss`, `--start=<time>`" */
function forms(name: string, { type, char, charAliases = [], allowNo, helpValue }: FlagDefinition): string {
  const doubles = Object.keys(twoLetterFlags).filter((letters) => twoLetterFlags[letters] === name);
  const letters = [char, ...charAliases].flatMap((letter) => (letter === undefined ? [] : [`-${letter}`]));
  const long = `--${allowNo ? '[no-]' : ''}${name}${type === 'option' ? `=${helpValue}` : ''}`;
  return [...letters, ...doubles, long].map((form) => `\`${form}\``).join(', ');
}

function markdown(cells: readonly string[][]): string {
  const widths = [0, 1, 2].map((column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]): string =>
    `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  const [head = [], ...body] = cells;
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...body.map(line), ''].join('\n');
}
