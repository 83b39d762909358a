/** Thrown by the strict parsers if a file violates the specification of its format. */
export class FormatError extends Error {
  override name = 'FormatError';
}

/** Throws a FormatError if the condition holds. */
export function refuse(condition: boolean, message: string): asserts condition is false {
  if (condition) throw new FormatError(message);
}

/** Reads little-endian values. Throws a FormatError at the end of the data. */
export class Reader {
  readonly #bytes: Buffer;
  readonly #end: number;
  at: number;

  constructor(bytes: Uint8Array, start = 0, end = bytes.length) {
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.at = start;
    this.#end = end;
  }

  get left(): number {
    return this.#end - this.at;
  }

  take(count: number): Buffer {
    refuse(count > this.left, `data ends at byte ${this.#end}, expected ${count} bytes at ${this.at}`);
    this.at += count;
    return this.#bytes.subarray(this.at - count, this.at);
  }

  u8(): number {
    return this.take(1).readUInt8();
  }

  u16(): number {
    return this.take(2).readUInt16LE();
  }

  u24(): number {
    return this.take(3).readUIntLE(0, 3);
  }

  u32(): number {
    return this.take(4).readUInt32LE();
  }

  text(count: number): string {
    return this.take(count).toString('latin1');
  }
}
