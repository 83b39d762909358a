import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { pageOf, type Scene } from './scenes.ts';

const FPS = 25;

/** Films a scene. @returns the path of an MP4 file in the folder */
export async function film(browser: Browser, scene: Scene, folder: string): Promise<string> {
  const file = join(folder, `${scene.name}.mp4`);
  const input = ['-f', 'image2pipe', '-framerate', String(FPS), '-i', '-'];
  const output = ['-pix_fmt', 'yuv420p', '-crf', '18', '-preset', 'veryfast', '-movflags', '+faststart', file];
  const ffmpeg = spawn('ffmpeg', ['-v', 'error', '-y', ...input, ...output], { stdio: ['pipe', 'inherit', 'inherit'] });
  const ended = once(ffmpeg, 'exit');
  const page = await browser.newPage();
  await page.setContent(pageOf(scene));
  for (let n = 0; n < scene.seconds * FPS; n++) {
    const jpeg: string = await page.evaluate(`window.frame(${n / FPS})`);
    if (!ffmpeg.stdin.write(Buffer.from(jpeg, 'base64'))) await once(ffmpeg.stdin, 'drain');
  }
  ffmpeg.stdin.end();
  await page.close();
  const [code] = await ended;
  if (code !== 0) throw new Error(`ffmpeg ended with status ${code}`);
  return file;
}
