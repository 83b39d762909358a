import { createCRC64, type IHasher } from 'hash-wasm';

/** A polynomial over GF(2) as two 32-bit integers: a bit is a coefficient, the highest one that of x^0. */
interface Polynomial {
  readonly high: number;
  readonly low: number;
}

/** ECMA-182, without x^64. */
const modulus: Polynomial = { high: 0xc96c_5795 | 0, low: 0xd787_0f42 | 0 };
const one: Polynomial = { high: 1 << 31, low: 0 };

/** All streams share one instance, which has 64 KiB of memory. Each stream keeps a state of 12 bytes. */
let shared: Promise<IHasher> | undefined;

/**
 * Streaming CRC-64/XZ, the checksum that COS calls crc64ecma. About 1.7 GB/s, which is 2.5 times as fast as MD5.
 */
export class Crc64 {
  private state: Uint8Array;

  private constructor(private readonly hasher: IHasher) {
    this.state = hasher.init().save();
  }

  static async start(): Promise<Crc64> {
    shared ??= createCRC64();
    return new Crc64(await shared);
  }

  update(bytes: Uint8Array): void {
    this.hasher.load(this.state).update(bytes);
    this.state = this.hasher.save();
  }

  /** Of all bytes so far, as a decimal number. The CRC of no bytes is "0". */
  decimal(): string {
    return BigInt(`0x${this.hasher.load(this.state).digest('hex')}`).toString();
  }
}

/** Whether a text is a CRC in the form of headers: a decimal number below 2^64. */
export function isCrc64(text: string): boolean {
  return /^\d{1,20}$/.test(text) && BigInt(text) < 2n ** 64n;
}

/** A piece of a sequence of bytes. */
export interface Piece {
  /** Decimal. */
  readonly crc64: string;
  /** bytes */
  readonly size: number;
}

/** CRC of the concatenated pieces, computed from their CRCs. Synchronous; takes about 10 microseconds for each piece. */
export function combineCrc64(pieces: readonly Piece[]): string {
  let crc: Polynomial = { high: 0, low: 0 };
  for (const { crc64, size } of pieces) {
    const number = BigInt(crc64);
    // Shift the CRC so far by the size of the next piece.
    const { high, low } = multiply(crc, shiftOf(size));
    crc = { high: high ^ Number(number >> 32n), low: low ^ Number(number & 0xffff_ffffn) };
  }
  return ((BigInt(crc.high >>> 0) << 32n) | BigInt(crc.low >>> 0)).toString();
}

/** x^(8 * 2^n), computed when needed: the first is x^8, and each of the others is the square of the previous one. */
const powers: Polynomial[] = [{ high: 1 << 23, low: 0 }];

/** x^(8 * size). */
function shiftOf(size: number): Polynomial {
  let product = one;
  let square = powers[0] ?? one;
  for (let n = 0, left = size; left > 0; n++, left = Math.floor(left / 2)) {
    square = powers[n] ?? multiply(square, square);
    powers[n] = square;
    if (left % 2 === 1) product = multiply(product, square);
  }
  return product;
}

/** Modulo the polynomial of the CRC. */
function multiply(factor: Polynomial, { high, low }: Polynomial): Polynomial {
  let [productHigh, productLow] = [0, 0];
  for (const word of [factor.high, factor.low]) {
    for (let bit = 31; bit >= 0; bit--) {
      if ((word >>> bit) & 1) {
        productHigh ^= high;
        productLow ^= low;
      }
      // Times x.
      const isOver = low & 1;
      low = (low >>> 1) | (high << 31);
      high >>>= 1;
      if (isOver) {
        high ^= modulus.high;
        low ^= modulus.low;
      }
    }
  }
  return { high: productHigh, low: productLow };
}
