import { createWriteStream, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { at } from '../setup/paths.js';
import { run } from '../setup/run.js';
import { fps, frames, height, scene, width } from './scene.js';
import { y4mFrame, y4mHeader } from './y4m.js';

function* clip() {
  yield y4mHeader(width, height, fps);
  for (let frame = 0; frame < frames; frame++) yield y4mFrame(width, height, scene(frame));
}

/** @param {string} path */
export const writeSample = (path) => pipeline(Readable.from(clip()), createWriteStream(path));

/**
 * Makes a clip, animates it, and prints the properties of the result.
 * @returns {Promise<number>} exit status
 */
export async function runSample() {
  const folder = mkdtempSync(join(tmpdir(), 'cliploop-'));
  const input = join(folder, 'sample.y4m');
  const output = join(folder, 'sample.gif');
  await writeSample(input);
  console.log(
    `No video was given, so this run uses a sample clip: ${input} (${width}x${height}, ${frames / fps} s at ${fps} fps)`,
  );

  const shown = `cliploop animate ${input} -o ${output} --fps 15`;
  console.log(shown);
  const command = [at('apps/cli/bin/run.js'), 'animate', input, '-o', output, '--fps', '15', '--json'];
  const { status, output: printed } = await run(process.execPath, command, { output: 'capture' });
  if (status !== 0) return status;
  const result = JSON.parse(printed);
  console.log(
    `${output}: ${result.width}x${result.height}, ${result.frames} frames, ${result.duration} s, ${result.size} bytes`,
  );
  console.log(
    'Your own video: npm run animate -- VIDEO [-o OUT.gif|OUT.webp|OUT.avif] [flags]; all flags: npm run animate -- --help',
  );
  return 0;
}
