import { createReadStream, statSync } from 'node:fs';
import { type Readable, Transform } from 'node:stream';

/** A range reader of a file that counts the bytes that are taken from it, and the ranges. */
export function countedFile(path: string) {
  const input = {
    size: statSync(path).size,
    bytes: 0,
    ranges: 0,
    open(offset: number): Readable {
      input.ranges++;
      const count = new Transform({
        highWaterMark: 16_384,
        transform: (chunk: Buffer, _, done) => {
          input.bytes += chunk.length;
          done(null, chunk);
        },
      });
      return createReadStream(path, { start: offset, highWaterMark: 16_384 }).pipe(count);
    },
  };
  return input;
}
