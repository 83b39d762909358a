import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { targetsOf } from './create-jobs.js';

const folder = mkdtempSync(join(tmpdir(), 'cliploop-targets-'));
const before = process.cwd();
beforeAll(() => {
  process.chdir(folder);
  mkdirSync('out');
  for (const name of ['a.mp4', 'a.gif', 'b.mp4', 'out/b.gif']) writeFileSync(name, 'x');
});
afterAll(() => {
  process.chdir(before);
  rmSync(folder, { recursive: true });
});

const targets = (inputs: string[], output?: string) =>
  targetsOf({ inputs, ...(output !== undefined && { output }), understood: false }, 'gif');

describe('gives each input its own output', () => {
  test.each<[string[], string | undefined, string[]]>([
    [['a.mp4'], 'x.gif', ['x.gif']],
    [['a.mp4'], '-', ['-']],
    [['a.mp4'], undefined, ['a.gif']],
    [['x/a.mp4', 'y/b.mp4'], undefined, ['a.gif', 'b.gif']],
    [['a.mp4'], 'out', ['out/a.gif']],
    [['a.mp4'], 'new/', ['new/a.gif']],
    [['a.mp4', 'b.mp4'], 'out', ['out/a.gif', 'out/b.gif']],
    [['-', 'https://example.com/c.mp4?x=1'], 'new/', ['new/stdin.gif', 'new/c.gif']],
    [['a.gif'], '.', ['a-cliploop.gif']],
    [['out/b.gif'], 'out/', ['out/b-cliploop.gif']],
  ])('%j with -o %s', (inputs, output, files) => {
    expect(targets(inputs, output).list.map((target) => target.output)).toEqual(files);
  });
});

describe('refuses two results in one file', () => {
  const rename = 'Rename one of them, or convert them into different folders.';
  const elsewhere = 'Name another folder with -o folder/, or another file with -o.';
  test.each<[string[], string | undefined, string, string]>([
    [
      ['a.mp4', 'b.mp4'],
      'x.gif',
      'The output x.gif is one file, and cannot hold the results of 2 inputs',
      'Name a folder, which is created if it does not exist: -o folder/.',
    ],
    [
      ['a.mp4', 'b.mp4'],
      'new',
      'The output new is one file, and cannot hold the results of 2 inputs',
      'Name a folder, which is created if it does not exist: -o new/.',
    ],
    [
      ['a.mp4'],
      'https://example.com/a.gif',
      'The output must be a file or a folder, got the URL https://example.com/a.gif',
      'Write a file, then upload it.',
    ],
    [['a.mp4', 'b.mp4'], '-', 'Standard output cannot take the results of 2 inputs', 'Name a folder: -o folder/.'],
    [['x/a.mp4', 'y/a.mov'], 'new/', 'The results of x/a.mp4 and y/a.mov would both be new/a.gif', rename],
    [['x/a.mp4', 'y/a.mov'], undefined, 'The results of x/a.mp4 and y/a.mov would both be a.gif', rename],
    [['a.mp4', 'a.mp4'], 'new/', 'The input a.mp4 is given twice', 'Give each input once.'],
    [['-', '-'], 'new/', 'Standard input (-) is given twice, and can be read only once', 'Give - once.'],
    [['a.mp4', 'a.gif'], '.', 'The result of a.mp4 would overwrite the input a.gif', elsewhere],
    [['b.mp4', 'out/b.gif'], 'out', 'The result of b.mp4 would overwrite the input out/b.gif', elsewhere],
  ])('%j with -o %s', (inputs, output, message, suggestion) => {
    expect(() => targets(inputs, output)).toThrow(expect.objectContaining({ message, suggestion, exitCode: 2 }));
  });
});
