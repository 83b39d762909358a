import { expect, test } from 'vitest';
import { dispositionName, extensionOf, fileNameOf, typeOfContent, withoutExtension } from './source-name.js';

test.each([
  ['https://h/films/My%20clip.mp4?key=secret#x', 'My clip.mp4'],
  ['https://h/a/%E7%89%87.mov', '片.mov'],
  ['https://h/100%.mp4', '100%.mp4'],
  ['https://h/a%2F..%2Fb%00.mp4', 'a..b.mp4'],
  ['https://h/folder/', 'h'],
  ['https://h', 'h'],
  [`https://h/${'😀'.repeat(100)}`, '😀'.repeat(64)],
])('takes the file name from %s', (url, name) => {
  expect(fileNameOf(new URL(url))).toBe(name);
});

test.each([
  [undefined, undefined],
  ['inline', undefined],
  ['attachment; filename=clip.mp4', 'clip.mp4'],
  ['attachment; filename="My \\"clip\\".mp4"; size=3', 'My "clip".mp4'],
  ['attachment; filename="x.mp4"; filename*=UTF-8\'\'%E7%89%87.mp4', '片.mp4'],
  [Buffer.from('attachment; filename="片.mp4"').toString('latin1'), '片.mp4'],
  ['attachment; filename="../../etc/passwd"', 'passwd'],
  ['attachment; filename="C:\\\\films\\\\a.mp4"', 'a.mp4'],
  ['attachment; filename=""', undefined],
])('takes the file name from Content-Disposition: %s', (header, name) => {
  expect(dispositionName(header)).toBe(name);
});

test.each([
  ['a.MP4', 'mp4'],
  ['a.b.m3u8', 'm3u8'],
  ['get.php', undefined],
  ['mp4', undefined],
])('takes the extension from %s', (name, extension) => {
  expect(extensionOf(name)).toBe(extension);
});

test('maps content types to extensions, and removes extensions from names', () => {
  expect(typeOfContent('Video/MP4; codecs="avc1"')).toBe('mp4');
  expect(typeOfContent('application/vnd.apple.mpegurl')).toBe('m3u8');
  expect(typeOfContent('application/octet-stream')).toBeUndefined();
  expect(typeOfContent()).toBeUndefined();
  expect(['a.mp4', 'a.b.mp4', 'a', '.mp4'].map(withoutExtension)).toEqual(['a', 'a.b', 'a', '.mp4']);
});
