import { execFile } from 'node:child_process';
import { appendFile, open, stat } from 'node:fs/promises';
import { promisify } from 'node:util';

/** Makes a clip of 2 s: 320x240 pixels, 24000/1001 fps, with a tone. The extension of `path` chooses the container. */
export async function makeClip(path: string, ...extra: readonly string[]): Promise<void> {
  const video = 'testsrc=size=320x240:rate=24000/1001:duration=2';
  const audio = 'sine=frequency=440:duration=2';
  const inputs = ['-f', 'lavfi', '-i', video, '-f', 'lavfi', '-i', audio];
  await promisify(execFile)('ffmpeg', ['-v', 'error', '-y', ...inputs, '-pix_fmt', 'yuv420p', ...extra, path]);
}

/** Makes a clip without sound. @param source of ffmpeg, such as `testsrc=size=320x240:rate=10:duration=3` */
export async function drawClip(path: string, source: string, ...extra: readonly string[]): Promise<void> {
  const input = ['-f', 'lavfi', '-i', source];
  await promisify(execFile)('ffmpeg', [
    '-nostdin',
    '-v',
    'error',
    '-y',
    ...input,
    '-pix_fmt',
    'yuv420p',
    ...extra,
    path,
  ]);
}

/** A video of this size: 3 s, and a `free` box of noise, so that all its parts differ. */
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
