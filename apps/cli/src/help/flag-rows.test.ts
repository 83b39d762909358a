import type { Command } from '@oclif/core/command';
import { expect, test } from 'vitest';
import { flagGroups } from './flag-rows.js';

const flags = {
  width: { type: 'option', name: 'width', char: 'w', helpValue: '<size>', helpGroup: 'frame', description: 'Width' },
  input: { type: 'option', name: 'input', char: 'i', multiple: true, description: 'Input' },
  overwrite: { type: 'boolean', name: 'overwrite', char: 'y', allowNo: true, description: 'Replace' },
  json: { type: 'boolean', name: 'json', description: 'Print JSON' },
} as unknown as Record<string, Command.Flag.Cached>;

test('groups flags by their headings, with --help last', () => {
  expect(flagGroups(flags)).toEqual([
    ['FRAME FLAGS', [['-w, --width=<size>', 'Width']]],
    [
      'FLAGS',
      [
        ['-i, --input=<value>...', 'Input'],
        ['-y, --[no-]overwrite', 'Replace'],
        ['    --json', 'Print JSON'],
        ['-h, --help', 'Show this help.'],
      ],
    ],
  ]);
});

test('lists --help for a command without flags', () => {
  expect(flagGroups({})).toEqual([['FLAGS', [['-h, --help', 'Show this help.']]]]);
});
