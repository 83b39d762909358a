import { expect, test } from 'vitest';
import { mutate, Random } from './mutate.ts';

const box = (type: string, size: number): Buffer => {
  const bytes = Buffer.alloc(size, type);
  bytes.writeUInt32BE(size, 0);
  bytes.write(type, 4, 'latin1');
  return bytes;
};
const file = Buffer.concat([box('ftyp', 24), box('moov', 200), box('mdat', 400)]);
const inputs = (seed: number): string[] => {
  const random = new Random(seed);
  return Array.from({ length: 300 }, () => mutate(file, random, [file]).toString('latin1'));
};

test('makes the same files from the same seed', () => {
  expect(inputs(7)).toEqual(inputs(7));
  expect(inputs(7)).not.toEqual(inputs(8));
});

test('changes most files, and leaves the original alone', () => {
  const before = file.toString('latin1');
  const made = inputs(7);
  expect(new Set(made).size).toBeGreaterThan(280);
  expect(made.every((one) => one.length > 0)).toBe(true);
  expect(file.toString('latin1')).toBe(before);
});
