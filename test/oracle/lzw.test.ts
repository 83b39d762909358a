import { describe, expect, test } from 'vitest';
import { decodeLzw } from './lzw.ts';

/** Packs codes of the given widths in bits, least significant bit first. */
function pack(...codes: [code: number, bits: number][]): Uint8Array {
  let held = 0n;
  let count = 0n;
  for (const [code, bits] of codes) {
    held |= BigInt(code) << count;
    count += BigInt(bits);
  }
  return Uint8Array.from({ length: Number((count + 7n) / 8n) }, (_, i) => Number((held >> BigInt(8 * i)) & 255n));
}

describe('decodeLzw', () => {
  test('reads codes that are defined and codes that are being defined', () => {
    // 1 1 1 1 1 1: code 1, then 6, which is defined at the same time, then 7 likewise.
    expect([...decodeLzw(pack([4, 3], [1, 3], [6, 3], [7, 3], [5, 4]), 2, 6)]).toEqual([1, 1, 1, 1, 1, 1]);
  });

  test('resets at a clear code', () => {
    expect([...decodeLzw(pack([4, 3], [1, 3], [2, 3], [4, 3], [3, 3], [5, 3]), 2, 3)]).toEqual([1, 2, 3]);
  });

  test.each([
    ['a stream without a clear code at the start', pack([1, 3], [5, 3]), 2, 1, 'does not start with a clear code'],
    ['a stream without an end code', pack([4, 3], [1, 3]), 2, 1, 'has no end code'],
    ['an undefined code', pack([4, 3], [1, 3], [7, 3], [5, 3]), 2, 4, 'code 7 is not defined; the next free code is 6'],
    [
      'an undefined code after a clear code',
      pack([4, 3], [6, 3], [5, 3]),
      2,
      4,
      'code 6 is not defined; the next free code is 6',
    ],
    ['too few pixels', pack([4, 3], [1, 3], [5, 3]), 2, 2, 'has 1 of 2 pixels'],
    ['too many pixels', pack([4, 3], [1, 3], [1, 3], [5, 3]), 2, 1, 'has more than 1 pixels'],
    ['bytes after the end', Uint8Array.of(...pack([4, 3], [1, 3], [5, 3]), 0), 2, 1, '1 bytes follow the LZW end code'],
    ['a code size out of range', pack([4, 3]), 1, 1, 'minimum code size 1 is not'],
  ] as const)('refuses %s', (_, data, size, count, message) => {
    expect(() => decodeLzw(data, size, count)).toThrow(message);
  });
});
