import { expect, test } from 'vitest';
import { type Animation, fileNameOf, imgOf, markdownOf, otherFormats, pictureOf } from './embed.ts';
import { frameFacts } from './frames.ts';

const animation: Animation = {
  Url: 'https://example.com/files/a(1).gif',
  Definition: 20000,
  Container: 'gif',
  Width: 480,
  Height: 270,
  Bitrate: 1_000_000,
  Size: 250_000,
  Md5: '0'.repeat(32),
  StartTimeOffset: 1,
  EndTimeOffset: 3,
};
const webp: Animation = { ...animation, Url: 'https://example.com/files/b.webp', Container: 'webp' };

test('writes Markdown that a name and a URL with special characters do not end', () => {
  expect(markdownOf(animation, 'a [b]\nc')).toBe('![a \\[b\\] c](https://example.com/files/a%281%29.gif)');
});

test.each([
  ['holiday.mp4', { StartTimeOffset: 2, EndTimeOffset: 4.5 }, 'holiday 2.0-4.5.gif'],
  ['v1.2 final', { StartTimeOffset: 1.0333, EndTimeOffset: 63.25 }, 'v1.2 final 1.033-63.25.gif'],
  ['a/b: "c"?.mov', { StartTimeOffset: 0, EndTimeOffset: 1 }, 'a_b_ _c_ 0.0-1.0.gif'],
  ['.mp4', { StartTimeOffset: 0, EndTimeOffset: 1 }, 'animation 0.0-1.0.gif'],
])('names the file of an animation of %s', (name, segment, expected) => {
  expect(fileNameOf({ ...animation, ...segment }, name)).toBe(expected);
});

test('writes HTML that a name with special characters does not leave', () => {
  expect(imgOf(animation, '"><script>alert(1)</script>')).toBe(
    '<img src="https://example.com/files/a(1).gif" width="480" height="270" alt="&#34;&#62;&#60;script&#62;alert(1)&#60;/script&#62;" loading="lazy">',
  );
});

test('writes a picture with the WebP of the same segment before the GIF', () => {
  const other = { ...webp, StartTimeOffset: 2 };
  for (const one of [animation, webp]) {
    const html = pictureOf(one, otherFormats(one, [animation, webp, other]), 'cat');
    expect(html.split('\n')).toEqual([
      '<picture>',
      '  <source srcset="https://example.com/files/b.webp" type="image/webp">',
      expect.stringContaining('<img src="https://example.com/files/a(1).gif"'),
      '</picture>',
    ]);
  }
  expect(pictureOf(animation, otherFormats(animation, [animation, other]), 'cat')).toContain('type="image/gif"');
});

const gifFrame = (delay: number) => [
  ...[0x21, 0xf9, 4, 0, delay & 255, delay >> 8, 0, 0],
  ...[0x2c, 0, 0, 0, 0, 1, 0, 1, 0, 0x80, 0, 0, 0, 255, 255, 255, 2, 2, 0x44, 1, 0],
];
const ascii = (text: string) => [...text].map((letter) => letter.charCodeAt(0));

test('counts the frames of a GIF and adds up their delays', () => {
  const header = [...ascii('GIF89a'), 1, 0, 1, 0, 0x80, 0, 0, 0, 0, 0, 255, 255, 255];
  const loop = [0x21, 0xff, 11, ...ascii('NETSCAPE2.0'), 3, 1, 0, 0, 0];
  const gif = new Uint8Array([...header, ...loop, ...gifFrame(4), ...gifFrame(300), 0x3b]);
  expect(frameFacts(gif)).toEqual({ frames: 2, duration: 3.04 });
});

test('counts the frames of a WebP and adds up their delays', () => {
  const size = (bytes: number) => [bytes & 255, (bytes >> 8) & 255, 0, 0];
  const chunk = (type: string, data: number[]) => [
    ...ascii(type),
    ...size(data.length),
    ...data,
    ...(data.length % 2 ? [0] : []),
  ];
  const frame = (ms: number) => chunk('ANMF', [...Array(12).fill(0), ms & 255, ms >> 8, 0, 0, 1]);
  const chunks = [...chunk('VP8X', Array(10).fill(0)), ...chunk('ANIM', Array(6).fill(0)), ...frame(40), ...frame(300)];
  const webpFile = new Uint8Array([...ascii('RIFF'), ...size(chunks.length + 4), ...ascii('WEBP'), ...chunks]);
  expect(frameFacts(webpFile)).toEqual({ frames: 2, duration: 0.34 });
});

test('reads nothing from other and from damaged files', () => {
  expect(frameFacts(new Uint8Array(ascii('<html></html>')))).toBeUndefined();
  expect(frameFacts(new Uint8Array(0))).toBeUndefined();
  expect(frameFacts(new Uint8Array(ascii('GIF89a')))).toBeUndefined();
});
