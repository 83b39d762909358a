// Converts raw RGB frames to an animation with sharp: node sharp-child.mjs JSON. With {}, it only checks that sharp is installed.
import { readFile } from 'node:fs/promises';
import sharp from 'sharp';

const { raw, width, height, fps, format, out } = JSON.parse(process.argv[2]);
if (raw) {
  const data = await readFile(raw);
  const pages = data.length / (width * height * 3);
  const image = sharp(data, {
    raw: { width, height: height * pages, channels: 3, pageHeight: height },
    limitInputPixels: false,
  });
  const delay = Array.from({ length: pages }, () => Math.round(1000 / fps));
  const encoded = format === 'gif' ? image.gif({ delay, loop: 0 }) : image.webp({ delay, loop: 0, quality: 75 });
  await encoded.toFile(out);
}
