import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { placesOf } from './inputs-and-output.js';

const folder = mkdtempSync(join(tmpdir(), 'cliploop-places-'));
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
  words?: string[];
  inputs?: string[];
  output?: string;
}

const places = ({ words = [], inputs = [], output }: Line) => placesOf({ words, inputs, output });

describe('finds the inputs and the output', () => {
  test.each<[Line, string[], string | undefined]>([
    [{ words: ['a.mp4'] }, ['a.mp4'], undefined],
    [{ words: ['here.gif'] }, ['here.gif'], undefined],
    [{ words: ['-'] }, ['-'], undefined],
    [{ words: ['a.mp4', 'new.gif'] }, ['a.mp4'], 'new.gif'],
    [{ words: ['a.mp4', 'NEW.GIF'] }, ['a.mp4'], 'NEW.GIF'],
    [{ words: ['a.mp4', 'new.webp'] }, ['a.mp4'], 'new.webp'],
    [{ words: ['a.mp4', 'here.gif'] }, ['a.mp4'], 'here.gif'],
    [{ words: ['here.gif', 'new.gif'] }, ['here.gif'], 'new.gif'],
    [{ words: ['https://example.com/x.gif', 'new.gif'] }, ['https://example.com/x.gif'], 'new.gif'],
    [{ words: ['-', 'new.gif'] }, ['-'], 'new.gif'],
    [{ words: ['a.mp4', 'b.mp4'] }, ['a.mp4', 'b.mp4'], undefined],
    [{ words: ['a.mp4', 'https://example.com/x.gif'] }, ['a.mp4', 'https://example.com/x.gif'], undefined],
    [{ words: ['a.mp4', 'b.mp4', 'new/'] }, ['a.mp4', 'b.mp4'], 'new/'],
    [{ words: ['a.mp4', 'out'] }, ['a.mp4'], 'out'],
    [{ words: ['a.mp4', 'here.gif'], output: 'out' }, ['a.mp4', 'here.gif'], 'out'],
    [{ words: ['a.mp4'], output: 'x.gif' }, ['a.mp4'], 'x.gif'],
    [{ inputs: ['a.mp4'] }, ['a.mp4'], undefined],
    [{ inputs: ['a.mp4'], words: ['new.gif'] }, ['a.mp4'], 'new.gif'],
    [{ inputs: ['a.mp4'], words: ['-'] }, ['a.mp4'], '-'],
    [{ words: ['-', 'a.mp4'], output: 'out' }, ['-', 'a.mp4'], 'out'],
    [{ inputs: ['here.gif'], words: ['also.gif'] }, ['here.gif'], 'also.gif'],
    [{ inputs: ['a.mp4', 'b.mp4'], words: ['out'] }, ['a.mp4', 'b.mp4'], 'out'],
    [{ inputs: ['a.mp4', 'b.mp4'], output: 'out/' }, ['a.mp4', 'b.mp4'], 'out/'],
  ])('%j', (line, inputs, output) => {
    const found = places(line);
    expect(found.inputs).toEqual(inputs);
    expect(found.output).toBe(output);
    expect(found.understood).toBe(output !== undefined && line.output === undefined);
  });
});

describe('refuses ambiguous arguments', () => {
  const more = 'Run `cliploop animate --help` to see examples.';
  test.each<[Line, string, string]>([
    [
      {},
      'animate needs an input: a path, a URL, or - for standard input',
      `For example: \`cliploop animate talk.mp4 --duration 4\`. ${more}`,
    ],
    [
      { words: ['a.mp4', '-'] },
      'The last argument - could be standard input or standard output',
      `Write -o - for standard output, or put - before the other inputs. ${more}`,
    ],
    [
      { words: ['here.gif', 'also.gif'] },
      '"also.gif" exists, so it could be a second input or the output',
      `Write -o also.gif if it is the output, or -o folder/ to convert both. ${more}`,
    ],
    [
      { words: ['here.gif', 'here.gif'] },
      '"here.gif" exists, so it could be a second input or the output',
      `Write -o here.gif if it is the output, or -o folder/ to convert both. ${more}`,
    ],
    [
      { words: ['a.mp4', 'b.mp4', 'new.gif'] },
      '"new.gif" was taken as the output, because it comes last and ends in .gif, but one file cannot hold the results of 2 inputs',
      `Name a folder for the results with -o folder/. ${more}`,
    ],
    [
      { words: ['a.mp4', 'b.mp4', 'here.gif'] },
      '"here.gif" was taken as the output, because it comes last and ends in .gif, but one file cannot hold the results of 2 inputs',
      `Name a folder for the results with -o folder/; here.gif is then an input too. ${more}`,
    ],
    [
      { words: ['a.mp4', 'new.mp4'] },
      '"new.mp4" is neither an input, because there is no such file, nor an output, because it ends in neither .gif nor .webp',
      `cliploop writes only GIF and WebP: name the output new.gif or .webp, or a folder with / at its end. ${more}`,
    ],
    [
      { words: ['a.mp4', 'nomatch*.mp4'] },
      'No file matches the pattern nomatch*.mp4',
      'Check the folder and the extension.',
    ],
    [
      { words: ['new.gif', 'a.mp4'] },
      '"new.gif" is not an input, because there is no such file, and the output comes last',
      `For example: \`cliploop animate a.mp4 new.gif\`. ${more}`,
    ],
    [
      { words: ['a.mp4', 'new.gif'], output: 'x.gif' },
      'The output is given twice: "new.gif" and -o x.gif',
      `Leave one of them out. ${more}`,
    ],
    [
      { inputs: ['a.mp4'], words: ['new.gif'], output: 'x.gif' },
      'The output is given twice: "new.gif" and -o x.gif',
      `Leave one of them out. ${more}`,
    ],
    [
      { inputs: ['a.mp4'], words: ['b.mp4'] },
      'With -i, the argument "b.mp4" is the output, and an output ends in .gif or .webp or is a folder',
      `If it is an input, write -i b.mp4. ${more}`,
    ],
    [
      { inputs: ['a.mp4'], words: ['b.mp4', 'new.gif'] },
      'With -i, the only argument is the output, got "b.mp4" and "new.gif"',
      `Give each input its own -i, and one output. ${more}`,
    ],
  ])('%j', (line, message, suggestion) => {
    expect(() => places(line)).toThrow(expect.objectContaining({ message, suggestion, exitCode: 2 }));
  });
});
