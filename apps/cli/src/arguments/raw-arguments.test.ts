import { expect, test } from 'vitest';
import { rawArguments } from './raw-arguments.js';

const lossy = (bytes: Buffer): string => bytes.toString('utf8');
const latin1 = Buffer.from('caf\xe9.mp4', 'latin1');

test('restores arguments that are not UTF-8', () => {
  const line = [Buffer.from('node'), Buffer.from('run.js'), Buffer.from('animate'), latin1];
  expect(rawArguments(['animate', lossy(latin1)], () => line)).toEqual(['animate', 'caf\udce9.mp4']);
});

test('keeps arguments when the command line is another one or cannot be read', () => {
  const args = ['animate', lossy(latin1)];
  expect(rawArguments(args, () => undefined)).toEqual(args);
  expect(rawArguments(args, () => [Buffer.from('animate'), Buffer.from('other.mp4')])).toEqual(args);
});

test('does not read the command line for arguments in UTF-8', () => {
  const refuse = (): never => {
    throw new Error('The command line was read');
  };
  expect(rawArguments(['animate', 'é.mp4'], refuse)).toEqual(['animate', 'é.mp4']);
});
