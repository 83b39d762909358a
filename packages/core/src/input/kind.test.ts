import { describe, expect, test } from 'vitest';
import { detectKind } from './kind.js';

const bytes = (...values: number[]): Buffer => Buffer.from(values);
const padded = (start: Buffer | string): Buffer => Buffer.concat([Buffer.from(start), Buffer.alloc(600, 7)]);

/** The head of an uncompressed ZIP with one file. */
function zip(name: string, content: string): Buffer {
  const header = Buffer.alloc(30);
  header.write('PK\x03\x04', 'latin1');
  header.writeUInt16LE(20, 4);
  header.writeUInt32LE(content.length, 18);
  header.writeUInt32LE(content.length, 22);
  header.writeUInt16LE(name.length, 26);
  return Buffer.concat([header, Buffer.from(name), Buffer.from(content)]);
}

function tar(): Buffer {
  const block = Buffer.alloc(512);
  block.write('talk.mp4');
  block.write('ustar\x0000', 257, 'latin1');
  block.fill(' ', 148, 156);
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  return block;
}

const animatedWebp = Buffer.concat([
  Buffer.from('RIFF\x10\x01\0\0WEBPVP8X\x0a\0\0\0', 'latin1'),
  bytes(0x02, 0, 0, 0, 63, 0, 0, 63, 0, 0),
]);

const unpack = 'Extract the archive and use the video in it.';
const theVideo = 'Use the video file itself.';
const named =
  'Use one of the videos in the playlist. For HLS and DASH, `ffmpeg -i PLAYLIST -c copy talk.mp4` creates a single file.';
const page =
  'Use the URL of the video file, not of the web page with the video. If the download needs a login, log in first.';
const complete = 'Check that the download, copy or recording is complete.';
const moving = 'Use a video, or an animated GIF or PNG.';

describe('detectKind', () => {
  test.each<[string, Buffer | string, string, string]>([
    ['empty input', '', 'it is empty', complete],
    ['zero bytes', Buffer.alloc(4096), 'it starts with zero bytes only', complete],
    ['HTML', '<!DOCTYPE html>\n<html><head>', 'it is a web page', page],
    ['HTML without a document type', '\ufeff\n <html lang="en"><body>', 'it is a web page', page],
    ['XHTML', '<?xml version="1.0"?>\n<!-- x -->\n<html xmlns="x">', 'it is a web page', page],
    ['XML', '<?xml version="1.0"?>\n<Error><Code>AccessDenied</Code></Error>', 'it is an XML file', theVideo],
    ['JSON', '{"error":"not found"}', 'it is a JSON file', theVideo],
    ['a JSON array', '[1, 2]', 'it is a JSON file', theVideo],
    ['HLS', '#EXTM3U\n#EXT-X-VERSION:3\n', 'it is an HLS playlist (.m3u8), a list of other files', named],
    ['M3U', '#EXTM3U\n#EXTINF:12,x\na.mp4', 'it is an M3U playlist, a list of other files', named],
    ['PLS', '[playlist]\nFile1=a.mp4', 'it is a PLS playlist, a list of other files', named],
    [
      'DASH',
      '<?xml version="1.0"?>\n<MPD type="static">',
      'it is a DASH playlist (.mpd), a list of other files',
      named,
    ],
    ['XSPF', '<?xml version="1.0"?><playlist version="1">', 'it is a playlist, a list of other files', named],
    ['SRT', '1\r\n00:00:01,000 --> 00:00:02,000\r\nHello', 'it is an SRT subtitle file', theVideo],
    ['WebVTT', 'WEBVTT\n\n00:01.000 --> 00:02.000', 'it is a WebVTT subtitle file', theVideo],
    ['ASS', '[Script Info]\nTitle: x', 'it is an ASS subtitle file', theVideo],
    ['SVG', '<svg xmlns="http://www.w3.org/2000/svg">', 'it is an SVG image', moving],
    [
      'a Git LFS pointer',
      'version https://git-lfs.github.com/spec/v1\noid sha256:4d7a',
      'it is a Git LFS pointer instead of the file',
      'Run `git lfs pull` in the repository first.',
    ],
    ['text', 'This is not a video.\n', 'it is a text file', theVideo],
    ['text of a code page', Buffer.from('Grüße aus Köln', 'latin1'), 'it is a text file', theVideo],
    ['text of UTF-8', '你好，世界', 'it is a text file', theVideo],
    ['text of UTF-16', Buffer.from('\ufeffhello', 'utf16le'), 'it is a text file', theVideo],
    ['a script', '#!/bin/sh\necho hi', 'it is a script', theVideo],
    ['ZIP', zip('talk.mp4', 'x'.repeat(99)), 'it is a ZIP archive', unpack],
    [
      'an OpenDocument',
      zip('mimetype', 'application/vnd.oasis.opendocument.text'),
      'it is an OpenDocument text',
      theVideo,
    ],
    ['7z', padded(bytes(0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c)), 'it is a 7z archive', unpack],
    ['RAR', padded(bytes(0x52, 0x61, 0x72, 0x21, 0x1a, 0x07, 0x01, 0)), 'it is a RAR archive', unpack],
    ['tar', tar(), 'it is a tar archive', unpack],
    ['gzip', padded(bytes(0x1f, 0x8b, 8, 0)), 'it is a gzip archive', unpack],
    ['bzip2', padded('BZh9'), 'it is a bzip2 archive', unpack],
    ['PDF', padded('%PDF-1.7\n%\x01'), 'it is a PDF document', theVideo],
    [
      'an old Office document',
      padded(bytes(0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1)),
      'it is an old Office document or another compound file',
      theVideo,
    ],
    ['a Windows program', padded('MZ\x90'), 'it is a Windows program', theVideo],
    ['a Linux program', padded('\x7fELF'), 'it is a Linux program', theVideo],
    ['an image', padded('BM'), 'it is an image (.bmp)', moving],
    ['audio', padded('fLaC\0\0\0\x22'), 'it is an audio file (.flac)', 'Use a file with a video track.'],
    ['an animated WebP', animatedWebp, 'it is a damaged or incomplete animated WebP', complete],
    [
      'a broken video',
      padded(Buffer.from('\0\0\0\x18ftypisom', 'latin1')),
      'it is a damaged or incomplete .mp4 file',
      complete,
    ],
  ])('detects %s', async (_, head, clause, suggestion) => {
    expect(await detectKind(Buffer.from(head))).toMatchObject({ clause, suggestion });
  });

  test('returns undefined for bytes without a known signature', async () => {
    expect(await detectKind(bytes(1, 2, 3, 0, 200, 5, 6, 7))).toBeUndefined();
    // The signature of an MPEG audio frame has only two bytes.
    expect(await detectKind(Buffer.alloc(4096, 0xff))).toBeUndefined();
  });
});
