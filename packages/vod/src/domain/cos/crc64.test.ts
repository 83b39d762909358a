import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { Crc64, combineCrc64, isCrc64 } from './crc64.js';

async function crcOf(...chunks: readonly Uint8Array[]): Promise<string> {
  const crc = await Crc64.start();
  for (const chunk of chunks) crc.update(chunk);
  return crc.decimal();
}

/** Bit by bit, from the definition. */
function slowly(bytes: Uint8Array): string {
  let crc = 2n ** 64n - 1n;
  for (const byte of bytes) {
    crc ^= BigInt(byte);
    for (let bit = 0; bit < 8; bit++) crc = crc & 1n ? (crc >> 1n) ^ 0xc96c5795d7870f42n : crc >> 1n;
  }
  return (crc ^ (2n ** 64n - 1n)).toString();
}

test('computes the check values of CRC-64/XZ', async () => {
  expect(await crcOf(Buffer.from('123456789'))).toBe('11051210869376104954');
  expect(await crcOf()).toBe('0');
  expect(await crcOf(Buffer.from('a'))).toBe(slowly(Buffer.from('a')));
});

test('computes the same CRC for any chunk size and for concurrent streams', async () => {
  const bytes = randomBytes(5_000);
  const [one, other] = [await Crc64.start(), await Crc64.start()];
  for (let at = 0, step = 1; at < bytes.length; at += step, step += 7) {
    one.update(bytes.subarray(at, at + step));
    other.update(bytes.subarray(at, at + step).map((byte) => byte ^ 1));
  }
  expect(one.decimal()).toBe(slowly(bytes));
  expect(one.decimal()).toBe(slowly(bytes));
  expect(other.decimal()).toBe(slowly(bytes.map((byte) => byte ^ 1)));
});

test('combines the CRCs of pieces', async () => {
  for (const sizes of [[], [0], [1], [0, 3, 0], [1, 1], [700, 700, 13], [1, 4_096, 65_537], Array(300).fill(31)]) {
    const pieces = sizes.map((size: number) => randomBytes(size));
    const known = await Promise.all(pieces.map(async (piece) => ({ crc64: await crcOf(piece), size: piece.length })));
    expect(combineCrc64(known)).toBe(await crcOf(Buffer.concat(pieces)));
  }
});

test('combines 10,000 pieces of many gigabytes', async () => {
  // A run of zeros changes a CRC only by what came before it: here by 5 GiB, in one piece and in five.
  const zeros = async (size: number) => ({ crc64: await crcOf(new Uint8Array(size)), size });
  const gigabyte = { crc64: combineCrc64(Array(1024).fill(await zeros(2 ** 20))), size: 2 ** 30 };
  const five = { crc64: combineCrc64(Array(5).fill(gigabyte)), size: 5 * 2 ** 30 };
  const head = { crc64: await crcOf(Buffer.from('head')), size: 4 };
  expect(combineCrc64([head, five])).toBe(combineCrc64([head, ...Array(5).fill(gigabyte)]));
  const many = Array(10_000).fill(await zeros(100));
  expect(combineCrc64(many)).toBe((await zeros(1_000_000)).crc64);
});

test('combines 10,000 pieces of different sizes', async () => {
  const sizes = Array.from({ length: 10_000 }, (_, index) => index % 977);
  const bytes = randomBytes(sizes.reduce((sum, size) => sum + size, 0));
  let at = 0;
  const pieces: { crc64: string; size: number }[] = [];
  for (const size of sizes) {
    pieces.push({ crc64: await crcOf(bytes.subarray(at, at + size)), size });
    at += size;
  }
  expect(combineCrc64(pieces)).toBe(await crcOf(bytes));
});

test.each([
  ['0', true],
  ['18446744073709551615', true],
  ['18446744073709551616', false],
  ['', false],
  ['-1', false],
  ['1.5', false],
  ['0x1', false],
  ['995dc9bbdf1939fa', false],
  ['000000000000000000001', false],
])('"%s" can be a CRC: %s', (text, can) => {
  expect(isCrc64(text)).toBe(can);
});
