import { readFile } from 'node:fs/promises';
import { type ErrorEntry, errorCatalogue, exitCodes } from '@cliploop/core';
import { describe, expect, test } from 'vitest';
import { parseCommandLine } from './arguments/command-line.js';
import type { FlagDefinition } from './arguments/definitions.js';
import { twoLetterFlags } from './arguments/find-flag.js';
import { commands } from './commands.js';

const classes: Readonly<Record<keyof typeof exitCodes, string>> = {
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

const readmes = ['../README.md', '../../../README.md'];

describe.each(readmes)('%s', (file) => {
  test('lists the exit codes of the error catalogue', async () => {
    const entries = Object.entries<ErrorEntry>(errorCatalogue);
    const rows = Object.entries(exitCodes).map(([name, exitCode]) => {
      const codes = entries.filter(([, entry]) => entry.exitCode === exitCode).map(([code]) => `\`${code}\``);
      return [String(exitCode), classes[name as keyof typeof exitCodes], codes.join(', ')];
    });
    await expectTable(file, 'exit codes', ['exit code', 'meaning', 'error codes'], rows);
  });

  test('contains only command lines that can be parsed', async () => {
    const text = await readFile(new URL(file, import.meta.url), 'utf8');
    const blocks = [...text.matchAll(/```sh\n([\s\S]*?)```/g)].map(([, block]) => block ?? '');
    const lines = [...blocks.join('\n').matchAll(/(?:^|[|(] ?)cliploop ([^#>|)\n]+)/gm)].map(
      ([, line]) => line?.trim() ?? '',
    );
    expect(lines.length).toBeGreaterThan(6);
    for (const line of lines) expect(() => parseCommandLine(line.split(/ +/), commands), line).not.toThrow();
  });
});

test('../README.md lists the flags of animate', async () => {
  type Described = FlagDefinition & { description?: string | undefined };
  const rows = Object.entries<Described>(commands.animate.flags).map(([name, flag]) => {
    const [, text = '', value = ''] = /^(.*?)(?: \[default: (.*)\])?$/.exec(flag.description ?? '') ?? [];
    return [forms(name, flag), text, value].map((cell) => cell.replaceAll('|', '\\|'));
  });
  await expectTable('../README.md', 'flags', ['flag', 'meaning', 'default'], rows);
});

/** "`-s`, `-ss`, `--start=<time>`" */
function forms(name: string, { type, char, charAliases = [], allowNo, helpValue }: FlagDefinition): string {
  const doubles = Object.keys(twoLetterFlags).filter((letters) => twoLetterFlags[letters] === name);
  const letters = [char, ...charAliases].flatMap((letter) => (letter === undefined ? [] : [`-${letter}`]));
  const long = `--${allowNo ? '[no-]' : ''}${name}${type === 'option' ? `=${helpValue}` : ''}`;
  return [...letters, ...doubles, long].map((form) => `\`${form}\``).join(', ');
}

/** Compares the table between two marks of a file. `npm test -- -u` writes it. */
async function expectTable(file: string, mark: string, head: string[], rows: readonly string[][]): Promise<void> {
  const text = await readFile(new URL(file, import.meta.url), 'utf8');
  const section = new RegExp(`(<!-- ${mark} -->\\n)[\\s\\S]*?(<!-- /${mark} -->)`);
  expect(text).toMatch(section);
  const updated = text.replace(
    section,
    (_, open: string, close: string) => `${open}\n${table([head, ...rows])}\n${close}`,
  );
  await expect(updated).toMatchFileSnapshot(file);
}

function table(cells: readonly string[][]): string {
  const widths = [0, 1, 2].map((column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]): string =>
    `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  const [head = [], ...body] = cells;
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...body.map(line), ''].join('\n');
}
