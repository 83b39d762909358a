import { readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { describeWithMedia, media } from '../fixtures/media.ts';
import { ffmpeg } from '../oracle/tools.ts';
import { box, editBox } from '../support/boxes.ts';
import { cached } from '../support/cache.ts';
import { animate, make, probe, warningCodes } from '../support/engine.ts';

interface Kind {
  pixels: string;
  /** The alpha track comes first in the file. */
  alphaFirst?: boolean;
  range?: 'pc' | 'tv';
}

/** The alpha of frame n: opaque left of a moving edge, one half below, else transparent. */
const alphaAt = (x: number, y: number, frame: number): number => (x < 20 + 8 * frame ? 255 : y >= 48 ? 128 : 0);

/** An animated AVIF of 128x96 at 10 fps, whose alpha is an auxiliary track. */
const avif = (kind: Kind): Promise<string> =>
  cached('alpha.avif', [kind, 5], async (draft) => {
    const { pixels, alphaFirst = false, range = 'pc' } = kind;
    const color = 'testsrc2=size=128x96:rate=10:duration=1';
    const level = 'if(lt(X,20+8*N),255,if(gte(Y,48),128,0))';
    const gray = pixels.includes('10') ? 'gray10le' : 'gray';
    const alpha = `color=black:size=128x96:rate=10:duration=1,format=gray,geq=lum='${level}',scale=in_range=pc:out_range=${range},format=${gray}`;
    const maps = alphaFirst ? ['-map', '1', '-map', '0'] : ['-map', '0', '-map', '1'];
    const [colorTrack, alphaTrack] = alphaFirst ? [1, 0] : [0, 1];
    const file = `${draft}.mp4`;
    const codec = ['-c:v', 'libaom-av1', '-cpu-used', '8', '-crf', '8', '-b:v', '0'];
    const formats = [`-pix_fmt:${colorTrack}`, pixels, `-color_range:${alphaTrack}`, range];
    await ffmpeg([
      '-f',
      'lavfi',
      '-i',
      color,
      '-f',
      'lavfi',
      '-i',
      alpha,
      ...maps,
      ...codec,
      ...formats,
      '-g',
      '4',
      file,
    ]);
    const reference = Buffer.alloc(4);
    reference.writeUInt32BE(colorTrack + 1, 0);
    const auxiliary = box('auxi', Buffer.from('\0\0\0\0urn:mpeg:mpegB:cicp:systems:auxiliary:alpha\0', 'latin1'));
    // The movie box comes last, so that its size does not move the data.
    const withReference = editBox(readFileSync(file), ['moov', 'trak'], (content, track) =>
      track === alphaTrack ? Buffer.concat([content, box('tref', box('auxl', reference))]) : content,
    );
    const path = ['moov', 'trak', 'mdia', 'minf', 'stbl', 'stsd', 'av01'];
    let track = 0;
    const edited = editBox(
      withReference,
      path,
      (content) => (track++ === alphaTrack ? Buffer.concat([content, auxiliary]) : content),
      { stsd: 8 },
    );
    writeFileSync(draft, edited);
  });

const kinds: [string, Kind][] = [
  ['8 bits', { pixels: 'yuv420p' }],
  ['10 bits', { pixels: 'yuv420p10le' }],
  ['4:4:4', { pixels: 'yuv444p' }],
  ['alpha in the first track', { pixels: 'yuv420p', alphaFirst: true }],
  ['alpha of limited range', { pixels: 'yuv420p', range: 'tv' }],
];

test.each(kinds)('keeps the alpha of an animated AVIF with %s', async (_, kind) => {
  const input = await avif(kind);
  expect(await probe(input)).toMatchObject({ duration: 1, video: [{ alpha: true, selected: true }], warnings: [] });
  for (const [start, from] of [
    [0, 0],
    [0.5, 5],
    [0.7, 7],
  ] as const) {
    const { animation, result } = await make({ input, start, format: 'webp', quality: 100 });
    expect(warningCodes(result)).toEqual([]);
    expect(animation.pictures).toHaveLength(10 - from);
    for (const [i, picture] of animation.pictures.entries()) {
      for (const [x, y] of [
        [4, 4],
        [90, 10],
        [125, 10],
        [90, 80],
        [125, 80],
        [28 + 8 * i, 60],
      ] as const) {
        const alpha = picture[(y * 128 + x) * 4 + 3] ?? 0;
        expect(Math.abs(alpha - alphaAt(x, y, from + i))).toBeLessThanOrEqual(12);
      }
    }
  }
});

test('gives the same bytes of an AVIF with alpha with any number of threads', async () => {
  const input = await avif({ pixels: 'yuv420p' });
  const [one, two, eight] = await Promise.all(
    [1, 2, 8].map(async (threads) => (await animate({ input, threads })).data),
  );
  expect(two).toEqual(one);
  expect(eight).toEqual(one);
});

test('shows a video as opaque when its alpha track is no picture of gray levels', async () => {
  const input = await cached('bits.mov', 1, async (draft) => {
    const source = ['-f', 'lavfi', '-i', 'testsrc2=size=128x96:rate=10:duration=0.5'];
    const codecs = ['-c:v:0', 'mpeg4', '-pix_fmt:0', 'yuv420p', '-c:v:1', 'png', '-pix_fmt:1', 'monob'];
    const file = `${draft}.mov`;
    await ffmpeg([...source, ...source, '-map', '0', '-map', '1', ...codecs, file]);
    const reference = box('tref', box('auxl', Buffer.of(0, 0, 0, 1)));
    const mark = box('free', Buffer.from('auxiliary:alpha', 'latin1'));
    writeFileSync(
      draft,
      editBox(readFileSync(file), ['moov', 'trak'], (content, track) =>
        track === 1 ? Buffer.concat([content, reference, mark]) : content,
      ),
    );
  });
  const { animation } = await make({ input, format: 'webp' });
  expect(animation.pictures).toHaveLength(5);
  for (const picture of animation.pictures)
    expect(picture.every((value, i) => i % 4 !== 3 || value === 255)).toBe(true);
});

test('shows both tracks of an MP4 without a reference as separate videos', async () => {
  const input = await cached('two-tracks.mp4', 1, async (draft) => {
    const source = ['-f', 'lavfi', '-i', 'testsrc2=size=64x48:rate=10:duration=1'];
    await ffmpeg([...source, ...source, '-map', '0', '-map', '1', '-pix_fmt', 'yuv420p', draft]);
  });
  const found = await probe(input);
  expect(found.video).toHaveLength(2);
  expect(found.video.every(({ alpha }) => !alpha)).toBe(true);
});

describeWithMedia('an animated AVIF of the shared media', () => {
  test('keeps its alpha', async () => {
    const { animation, result } = await make({ input: media.fault('alpha-video.avif'), format: 'webp' });
    expect(result.source.alpha).toBe(true);
    const levels = animation.pictures.map((picture) => picture.filter((_, i) => i % 4 === 3));
    for (const alpha of levels) {
      expect(alpha.some((value) => value < 16)).toBe(true);
      expect(alpha.some((value) => value > 240)).toBe(true);
    }
  });
});
