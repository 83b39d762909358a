import { appendFile, open, stat } from 'node:fs/promises';
import { drawClip } from '@cliploop/testing/clip';

/** A video of so many bytes: a short one, and a `free` box of noise, so that no two parts of it are the same. */
export async function clipOf(path: string, bytes: number): Promise<void> {
  await drawClip(path, 'testsrc2=size=320x240:rate=10:duration=3');
  const rest = bytes - (await stat(path)).size;
  const head = Buffer.alloc(8);
  head.writeUInt32BE(rest, 0);
  head.write('free', 4);
  await appendFile(path, head);
  const file = await open(path, 'a');
  const piece = Buffer.alloc(2 ** 20);
  for (let left = rest - head.length, n = 1; left > 0; left -= piece.length, n++) {
    for (let at = 0; at < piece.length; at += 4)
      piece.writeUInt32LE(Math.imul(n * 2_654_435_761 + at, 40_503) >>> 0, at);
    await file.write(piece.subarray(0, Math.min(left, piece.length)));
  }
  await file.close();
}
