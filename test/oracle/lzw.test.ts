import { describe, expect, test } from 'vitest';
import { decodeLzw } from './lzw.ts';

/** Packs codes, each with its width in bits, least significant first. */
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
  test('reads the stream of the specification, with known and not yet known codes', () => {
    // 1 1 1 1 1 1: code 1, then 6 (the code being made), then 7 likewise
    expect([...decodeLzw(pack([4, 3], [1, 3], [6, 3], [7, 3], [5, 4]), 2, 6)]).toEqual([1, 1, 1, 1, 1, 1]);
  });

  test('resets at a clear code', () => {
    expect([...decodeLzw(pack([4, 3], [1, 3], [2, 3], [4, 3], [3, 3], [5, 3]), 2, 3)]).toEqual([1, 2, 3]);
  });

  test.each([
    ['no clear code first', pack([1, 3], [5, 3]), 2, 1, 'does not begin with a clear code'],
    ['no end code', pack([4, 3], [1, 3]), 2, 1, 'without its end code'],
    ['a code from the future', pack([4, 3], [1, 3], [7, 3], [5, 3]), 2, 4, 'code 7 where 6 is the next free'],
    ['an unknown code right after clear', pack([4, 3], [6, 3], [5, 3]), 2, 4, 'code 6 where 6 is the next free'],
    ['too few pixels', pack([4, 3], [1, 3], [5, 3]), 2, 2, 'gives 1 pixels of 2'],
    ['too many pixels', pack([4, 3], [1, 3], [1, 3], [5, 3]), 2, 1, 'more than 1 pixels'],
    ['bytes after the end', Uint8Array.of(...pack([4, 3], [1, 3], [5, 3]), 0), 2, 1, '1 bytes follow the LZW end code'],
    ['a code size out of range', pack([4, 3]), 1, 1, 'minimum code size 1'],
  ] as const)('refuses %s', (_, data, size, count, message) => {
    expect(() => decodeLzw(data, size, count)).toThrow(message);
  });
});
