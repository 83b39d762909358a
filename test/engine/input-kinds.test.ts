import { readFileSync, writeFileSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import sharp from 'sharp';
import { describe, expect, onTestFinished, test } from 'vitest';
import { codecs, numbered } from '../fixtures/numbered.ts';
import { ffmpeg } from '../oracle/tools.ts';
import { cached } from '../support/cache.ts';
import { type AnimateOptions, animate, probe } from '../support/engine.ts';
import { tempDir } from '../support/temp.ts';

/** The error as one line: code and message. */
async function refusal(input: AnimateOptions['input']): Promise<string> {
  const error: unknown = await animate({ input, duration: 0.2 }).catch((reason: unknown) => reason);
  const { code, message } = error as { code?: string; message?: string };
  return `${code} ${message}`;
}

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => new Promise((resolve) => server.close(() => resolve())));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/talk.mp4`;
}

// Each line is as long as an AMR frame and begins with a possible AMR header, so that libav detects AMR.
const page = `${'<li>abcdefghijklmnopqrstu</li>\r\n'.repeat(400)}`;
const notVideo = 'INPUT_NOT_MEDIA The input is not a video:';

test('names a web page behind a URL with its Content-Type, with and without ranges', async () => {
  const html = Buffer.from(`<!doctype html>\n${page}`);
  const whole = await serve((_, response) => {
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' });
    response.end(html);
  });
  expect(await refusal(whole)).toBe(`${notVideo} it is a web page (Content-Type: text/html)`);
  const ranged = await serve((request, response) => {
    const [, from = '0', to = ''] = /bytes=(\d+)-(\d*)/.exec(request.headers.range ?? '') ?? [];
    const end = Math.min(html.length, Number(to) + 1);
    response.writeHead(206, {
      'content-type': 'Text/HTML',
      'content-range': `bytes ${from}-${end - 1}/${html.length}`,
    });
    response.end(html.subarray(Number(from), end));
  });
  expect(await refusal(ranged)).toBe(`${notVideo} it is a web page (Content-Type: text/html)`);
});

test('names the Content-Type of a URL with an unknown format', async () => {
  const url = await serve((_, response) => {
    response.writeHead(200, { 'content-type': 'video/mp4' });
    response.end(Buffer.alloc(5000, 0x05));
  });
  expect(await refusal(url)).toBe(
    `${notVideo} its format is unknown, or its beginning is damaged (Content-Type: video/mp4)`,
  );
});

describe('text that resembles a raw format', () => {
  test.each([
    ['a page', `<!doctype html>\n${page}`, 'it is a web page'],
    ['lines that look like AMR', page, 'it is a text file'],
    ['a long line that looks like AMR', `<${'a'.repeat(31)}`.repeat(2000), 'it is a text file'],
    ['other lines that look like AMR', `$${'b'.repeat(17)}\r\n`.repeat(2000), 'it is a text file'],
    ['JSON', JSON.stringify(Array.from({ length: 3000 }, (_, id) => ({ id, name: `n${id}` }))), 'it is a JSON file'],
    ['a table', '1,0.25,7\n'.repeat(4000), 'it is a text file'],
    ['digits', '0123456789'.repeat(4000), 'it is a text file'],
    ['one letter', 'x', 'it is a text file'],
  ])('refuses %s as text', async (_, text, clause) => {
    const path = join(tempDir(), 'text.mp4');
    writeFileSync(path, text);
    expect(await refusal(path)).toBe(`${notVideo} ${clause}`);
    expect(await refusal(Buffer.from(text))).toBe(`${notVideo} ${clause}`);
    expect(await refusal(Readable.from([Buffer.from(text)]))).toBe(`${notVideo} ${clause}`);
    await expect(probe(path)).rejects.toMatchObject({ code: 'INPUT_NOT_MEDIA' });
  });
});

test('refuses random data that resembles a raw format', async () => {
  const chance = Buffer.concat(
    Array.from({ length: 400 }, () => Buffer.concat([Buffer.of(0x04), Buffer.alloc(12, 9)])),
  );
  expect(await refusal(chance)).toMatch(/^INPUT_NOT_MEDIA The input is not a video: its format is unknown/);
});

test('names an empty input for every kind of source', async () => {
  const path = join(tempDir(), 'empty.mp4');
  writeFileSync(path, '');
  const empty = `${notVideo} it is empty`;
  expect(await refusal(path)).toBe(empty);
  expect(await refusal(new Uint8Array(0))).toBe(empty);
  expect(await refusal(Readable.from([]))).toBe(empty);
  const url = await serve((_, response) => response.end());
  expect(await refusal(url)).toBe(empty);
});

test('names archives, documents, playlists and audio files', async () => {
  const hls = '#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:2,\nclip.ts\n#EXT-X-ENDLIST\n';
  expect(await refusal(gzipSync(Buffer.from('x'.repeat(5000))))).toBe(`${notVideo} it is a gzip archive`);
  expect(await refusal(Buffer.from(`%PDF-1.7\n%\xe2\xe3\0\n`, 'latin1'))).toBe(`${notVideo} it is a PDF document`);
  expect(await refusal(Buffer.from('[playlist]\nFile1=a.mp4\nTitle1=A\nNumberOfEntries=1\nVersion=2\n'))).toBe(
    `${notVideo} it is a PLS playlist, a list of other files`,
  );
  expect(await refusal(Buffer.from(hls))).toBe(
    'INPUT_FORBIDDEN Access to the input is denied: it is an HLS playlist (.m3u8), a list of other files',
  );
  const audio = await cached('sine.flac', 1, async (draft) => {
    await ffmpeg(['-f', 'lavfi', '-i', 'sine=d=1', '-f', 'flac', draft]);
  });
  expect(await refusal(audio)).toBe('NO_VIDEO The input has no video stream: it is an audio file (.flac)');
});

test('reads a still WebP', async () => {
  const pixels = { create: { width: 16, height: 32, channels: 3 as const, background: 'red' } };
  const tall = await sharp(pixels).png().toBuffer();
  const still = await sharp(tall).webp().toBuffer();
  expect(await animate({ input: still })).toMatchObject({ width: 16, height: 32, frames: 1 });
});

test.each(['h264', 'mpeg4', 'mjpeg'])('reads a raw %s stream without a container', async (kind) => {
  const encoders: Readonly<Record<string, string[]>> = {
    h264: ['-c:v', 'libx264', '-f', 'h264'],
    mpeg4: ['-c:v', 'mpeg4', '-f', 'm4v'],
    mjpeg: ['-c:v', 'mjpeg', '-f', 'mjpeg'],
  };
  const raw = await cached(`raw.${kind}`, 1, async (draft) => {
    const filter = ['-f', 'lavfi', '-i', 'testsrc2=s=64x48:r=10:d=1', '-pix_fmt', 'yuvj420p'];
    await ffmpeg([...filter, ...(encoders[kind] ?? []), draft]);
  });
  expect(await animate({ input: raw, fps: 5 })).toMatchObject({ width: 64, height: 48 });
  expect(await animate({ input: readFileSync(raw), fps: 5 })).toMatchObject({ width: 64, height: 48 });
});

test('reads a video with another extension or none', async () => {
  const clip = await numbered('kinds', { container: 'webm', rate: '25', frames: 25, args: codecs.vp8(25) });
  const path = join(tempDir(), 'page.html');
  writeFileSync(path, readFileSync(clip));
  expect((await animate({ input: path, duration: 0.2 })).source.container).toContain('webm');
});
