import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** A clip of 2 s by ffmpeg: 320x240, 24000/1001 frames a second, with a tone; the extension names the container. */
export async function makeClip(path: string, ...extra: readonly string[]): Promise<void> {
  const picture = 'testsrc=size=320x240:rate=24000/1001:duration=2';
  const sound = 'sine=frequency=440:duration=2';
  const inputs = ['-f', 'lavfi', '-i', picture, '-f', 'lavfi', '-i', sound];
  await promisify(execFile)('ffmpeg', ['-v', 'error', '-y', ...inputs, '-pix_fmt', 'yuv420p', ...extra, path]);
}

/** A clip without sound of what `source`, a source of ffmpeg's filters, draws. */
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
