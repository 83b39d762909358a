import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createJobs } from './create-jobs.js';

const folder = mkdtempSync(join(tmpdir(), 'cliploop-jobs-'));
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

const create = (inputs: string[], output?: string) =>
  createJobs({ inputs, ...(output !== undefined && { output }), outputIsArgument: false }, 'gif');

describe('createJobs', () => {
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
  ])('gives each input of %j its own output with -o %s', (inputs, output, files) => {
    expect(create(inputs, output).jobs.map((job) => job.output)).toEqual(files);
  });
});

describe('createJobs with a wrong or shared output', () => {
  const rename = 'Rename one of them, or convert them into different folders.';
  const elsewhere = 'Give another folder or another file with -o.';
  test.each<[string[], string | undefined, string, string]>([
    [
      ['a.mp4', 'b.mp4'],
      'x.gif',
      'The output x.gif is one file and cannot hold the results of 2 inputs',
      'Give a folder, which is created if it does not exist: -o folder/.',
    ],
    [
      ['a.mp4', 'b.mp4'],
      'new',
      'The output new is one file and cannot hold the results of 2 inputs',
      'Give a folder, which is created if it does not exist: -o new/.',
    ],
    [
      ['a.mp4'],
      'https://example.com/a.gif',
      'The output must be a file or a folder, got the URL https://example.com/a.gif',
      'Write a file, then upload it.',
    ],
    [
      ['a.mp4', 'b.mp4'],
      '-',
      'Standard output (-o -) cannot hold the results of 2 inputs',
      'Give a folder: -o folder/.',
    ],
    [['x/a.mp4', 'y/a.mov'], 'new/', 'x/a.mp4 and y/a.mov would have the same output: new/a.gif', rename],
    [['x/a.mp4', 'y/a.mov'], undefined, 'x/a.mp4 and y/a.mov would have the same output: a.gif', rename],
    [['a.mp4', 'a.mp4'], 'new/', 'The input a.mp4 is given twice', 'Give each input only once.'],
    [['-', '-'], 'new/', 'Standard input (-) is given twice, but can be read only once', 'Give - only once.'],
    [['a.mp4', 'a.gif'], '.', 'The result of a.mp4 would overwrite the input a.gif', elsewhere],
    [['b.mp4', 'out/b.gif'], 'out', 'The result of b.mp4 would overwrite the input out/b.gif', elsewhere],
  ])('rejects %j with -o %s', (inputs, output, message, suggestion) => {
    expect(() => create(inputs, output)).toThrow(expect.objectContaining({ message, suggestion, exitCode: 2 }));
  });
});
