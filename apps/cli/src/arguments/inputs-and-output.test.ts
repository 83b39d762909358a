import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findInputsAndOutput } from './inputs-and-output.js';

const folder = mkdtempSync(join(tmpdir(), 'cliploop-inputs-'));
const before = process.cwd();
beforeAll(() => {
  process.chdir(folder);
  for (const name of ['a.mp4', 'b.mp4', 'c.webm', 'here.gif', 'also.gif']) writeFileSync(name, 'x');
  mkdirSync('out');
});
afterAll(() => {
  process.chdir(before);
  rmSync(folder, { recursive: true });
});

interface Line {
  args?: string[];
  inputs?: string[];
  output?: string;
}

const find = ({ args = [], inputs = [], output }: Line) => findInputsAndOutput({ args, inputs, output });

describe('findInputsAndOutput', () => {
  test.each<[Line, string[], string | undefined]>([
    [{ args: ['a.mp4'] }, ['a.mp4'], undefined],
    [{ args: ['here.gif'] }, ['here.gif'], undefined],
    [{ args: ['-'] }, ['-'], undefined],
    [{ args: ['a.mp4', 'new.gif'] }, ['a.mp4'], 'new.gif'],
    [{ args: ['a.mp4', 'NEW.GIF'] }, ['a.mp4'], 'NEW.GIF'],
    [{ args: ['a.mp4', 'new.webp'] }, ['a.mp4'], 'new.webp'],
    [{ args: ['a.mp4', 'here.gif'] }, ['a.mp4'], 'here.gif'],
    [{ args: ['here.gif', 'new.gif'] }, ['here.gif'], 'new.gif'],
    [{ args: ['https://example.com/x.gif', 'new.gif'] }, ['https://example.com/x.gif'], 'new.gif'],
    [{ args: ['-', 'new.gif'] }, ['-'], 'new.gif'],
    [{ args: ['a.mp4', 'b.mp4'] }, ['a.mp4', 'b.mp4'], undefined],
    [{ args: ['a.mp4', 'https://example.com/x.gif'] }, ['a.mp4', 'https://example.com/x.gif'], undefined],
    [{ args: ['a.mp4', 'b.mp4', 'new/'] }, ['a.mp4', 'b.mp4'], 'new/'],
    [{ args: ['a.mp4', 'out'] }, ['a.mp4'], 'out'],
    [{ args: ['a.mp4', 'here.gif'], output: 'out' }, ['a.mp4', 'here.gif'], 'out'],
    [{ args: ['a.mp4'], output: 'x.gif' }, ['a.mp4'], 'x.gif'],
    [{ inputs: ['a.mp4'] }, ['a.mp4'], undefined],
    [{ inputs: ['a.mp4'], args: ['new.gif'] }, ['a.mp4'], 'new.gif'],
    [{ inputs: ['a.mp4'], args: ['-'] }, ['a.mp4'], '-'],
    [{ args: ['-', 'a.mp4'], output: 'out' }, ['-', 'a.mp4'], 'out'],
    [{ inputs: ['here.gif'], args: ['also.gif'] }, ['here.gif'], 'also.gif'],
    [{ inputs: ['a.mp4', 'b.mp4'], args: ['out'] }, ['a.mp4', 'b.mp4'], 'out'],
    [{ inputs: ['a.mp4', 'b.mp4'], output: 'out/' }, ['a.mp4', 'b.mp4'], 'out/'],
  ])('separates the inputs from the output in %j', (line, inputs, output) => {
    const found = find(line);
    expect(found.inputs).toEqual(inputs);
    expect(found.output).toBe(output);
    expect(found.outputIsArgument).toBe(output !== undefined && line.output === undefined);
  });
});

describe('findInputsAndOutput with missing or ambiguous arguments', () => {
  const more = 'Run `cliploop animate --help` for examples.';
  test.each<[Line, string, string]>([
    [
      {},
      'Missing argument INPUT: Path or URL of a video, or - for standard input',
      `For example: \`cliploop animate talk.mp4 --duration 4\`. ${more}`,
    ],
    [
      { args: ['a.mp4', '-'] },
      'The last argument, -, is ambiguous: it could be standard input or standard output',
      `Write -o - for standard output, or put - before the other inputs. ${more}`,
    ],
    [
      { args: ['here.gif', 'also.gif'] },
      'The last argument "also.gif" is ambiguous: the file exists, so it could be a second input or the output',
      `Write -o also.gif if it is the output, or -o folder/ to convert both. ${more}`,
    ],
    [
      { args: ['here.gif', 'here.gif'] },
      'The last argument "here.gif" is ambiguous: the file exists, so it could be a second input or the output',
      `Write -o here.gif if it is the output, or -o folder/ to convert both. ${more}`,
    ],
    [
      { args: ['a.mp4', 'b.mp4', 'new.gif'] },
      'The last argument "new.gif" is the output, but one file cannot hold the results of 2 inputs',
      `Give a folder for the results: -o folder/. ${more}`,
    ],
    [
      { args: ['a.mp4', 'b.mp4', 'here.gif'] },
      'The last argument "here.gif" is the output, but one file cannot hold the results of 2 inputs',
      `Give a folder for the results: -o folder/; here.gif is then an input too. ${more}`,
    ],
    [
      { args: ['a.mp4', 'new.mp4'] },
      'The last argument "new.mp4" is neither an existing input nor an output that ends in .gif, .webp or .avif',
      `cliploop writes only GIF, WebP and AVIF: name the output new.gif, .webp or .avif, or add a / to name a folder. ${more}`,
    ],
    [
      { args: ['a.mp4', 'nomatch*.mp4'] },
      'No file matches the pattern nomatch*.mp4',
      'Check the folder and the extension.',
    ],
    [
      { args: ['new.gif', 'a.mp4'] },
      'The input "new.gif" does not exist; an output must be the last argument',
      `If it is the output, run \`cliploop animate a.mp4 new.gif\`. ${more}`,
    ],
    [
      { args: ['a.mp4', 'new.gif'], output: 'x.gif' },
      'The output is given twice: "new.gif" and -o x.gif',
      `Remove one of them. ${more}`,
    ],
    [
      { inputs: ['a.mp4'], args: ['new.gif'], output: 'x.gif' },
      'The output is given twice: "new.gif" and -o x.gif',
      `Remove one of them. ${more}`,
    ],
    [
      { inputs: ['a.mp4'], args: ['b.mp4'] },
      'With -i, the argument is the output and must end in .gif, .webp or .avif or be a folder, got "b.mp4"',
      `If it is an input, write -i b.mp4. ${more}`,
    ],
    [
      { inputs: ['a.mp4'], args: ['b.mp4', 'new.gif'] },
      'With -i, the only argument is the output, got "b.mp4" and "new.gif"',
      `Give each input its own -i, and only one output. ${more}`,
    ],
  ])('rejects %j', (line, message, suggestion) => {
    expect(() => find(line)).toThrow(expect.objectContaining({ message, suggestion, exitCode: 2 }));
  });
});
