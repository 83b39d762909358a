import { createReadStream, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { withoutFirstPackets } from '../fixtures/cut.ts';
import { HALF_WIDTH, readNumber } from '../fixtures/number-picture.ts';
import { codecs, numbered } from '../fixtures/numbered.ts';
import { pixelsAt } from '../oracle/reference.ts';
import { ffmpeg } from '../oracle/tools.ts';
import { type AnimateOptions, animate, make, probe } from '../support/engine.ts';
import { FileServer } from '../support/file-server.ts';
import { tempDir } from '../support/temp.ts';

const x264 = (parameters: string): string[] => [...codecs.h264(25), '-x264-params', parameters];
const x265 = (parameters: string): string[] => [...codecs.hevc(25), '-x265-params', `log-level=error:${parameters}`];
const refresh = 'intra-refresh=1:keyint=25:bframes=0';
const av1 = ['-c:v', 'libsvtav1', '-preset', '10', '-g', '25', '-svtav1-params', 'lookahead=0'];

/** Name, container of the whole file, options of ffmpeg, and the container and format of the cut file. */
const cases: [name: string, source: string, args: string[], container: string, format: string][] = [
  ['H.264 with intra refresh in MPEG-TS', 'ts', x264(refresh), 'ts', 'mpegts'],
  ['H.264 with intra refresh in Matroska', 'mkv', x264(refresh), 'mkv', 'matroska'],
  ['H.264 with intra refresh in FLV', 'mp4', x264(refresh), 'flv', 'flv'],
  ['H.264 with open groups in Matroska', 'mkv', x264('open-gop=1:bframes=3'), 'mkv', 'matroska'],
  ['HEVC with open groups in Matroska', 'mkv', x265('keyint=25:open-gop=1:bframes=3'), 'mkv', 'matroska'],
  ['H.264 in fields in MPEG-TS', 'ts', [...x264('interlaced=1:tff=1')], 'ts', 'mpegts'],
  ['MPEG-2 in fields in a program stream', 'ts', [...codecs.mpeg2(25), '-flags', '+ilme+ildct'], 'vob', 'vob'],
  ['MPEG-2 in Matroska', 'mkv', codecs.mpeg2(25), 'mkv', 'matroska'],
  ['VP8 in Matroska', 'mkv', codecs.vp8(25), 'mkv', 'matroska'],
  ['VP8 in IVF', 'ivf', codecs.vp8(25), 'ivf', 'ivf'],
  ['VP9 in Matroska', 'mkv', codecs.vp9(25), 'mkv', 'matroska'],
  ['VP9 in IVF', 'ivf', codecs.vp9(25), 'ivf', 'ivf'],
  ['AV1 in WebM', 'webm', av1, 'webm', 'webm'],
  ['AV1 in Matroska', 'mkv', av1, 'mkv', 'matroska'],
];

const output = { fps: 25, format: 'webp', quality: 90, width: HALF_WIDTH } as const;

async function show(options: AnimateOptions) {
  const { result, animation } = await make({ ...output, ...options });
  const count = Math.round(result.duration * 25);
  const numbers = Array.from({ length: count }, (_, i) => readNumber(pixelsAt(animation, (i + 0.5) * 40)));
  return { numbers, warnings: result.warnings, md5: result.md5, duration: result.duration };
}

const range = (first: number, last: number): number[] => Array.from({ length: last - first + 1 }, (_, i) => first + i);

describe.each(cases)(
  'a file that begins in the middle of a group of pictures: %s',
  (name, source, args, container, format) => {
    test('has the same start and length in every answer', { timeout: 60_000 }, async () => {
      const key = name.replaceAll(/[^A-Za-z0-9]+/g, '-');
      const whole = await numbered(`agree-${key}`, { container: source, rate: '25', frames: 100, args });
      const input = await withoutFirstPackets(whole, 13, container, format);
      const shown = await show({ input });
      const first = shown.numbers[0] ?? 0;
      expect(shown.numbers).toEqual(range(first, 99));
      expect(shown.warnings.map(({ code }) => code)).toEqual(['START_DROPPED']);
      const data = shown.warnings[0]?.data;
      // Frames that were displayed before the cut are not in the file.
      expect(data?.frames).toBeGreaterThan(0);
      expect(data?.frames).toBeLessThanOrEqual(first);
      expect(Math.abs((data?.seconds ?? 0) - (data?.frames ?? 0) / 25)).toBeLessThan(0.13);

      const probed = await probe(input);
      expect(Math.abs((probed.duration ?? 0) - shown.duration)).toBeLessThan(0.021);
      const server = await FileServer.open(input);
      onTestFinished(() => server.close());
      for (const other of [readFileSync(input), createReadStream(input), server.url]) {
        // The same bytes show the same frames.
        const { md5, warnings, duration } = await animate({ input: other, ...output });
        expect({ md5, warnings, duration }).toEqual({
          md5: shown.md5,
          warnings: shown.warnings,
          duration: shown.duration,
        });
      }
      // Inside the part that is missing as it was in the whole file, at its edge, after it, and from the end.
      const missing = data?.seconds ?? 0;
      for (const start of [0.2, missing - 0.04, missing, missing + 0.04, 1.22]) {
        const at = Math.round(start * 25);
        const late = await show({ input, start: at / 25, duration: 0.2 });
        expect(late.numbers, `start ${at / 25}`).toEqual(range(first + at, first + at + 4));
        expect(late.warnings[0]?.data, `start ${at / 25}`).toEqual(data);
      }
      expect((await show({ input, start: -0.2 })).numbers).toEqual(range(95, 99));
    });
  },
);

test('waits for the end of an intra refresh of HEVC that the stream announces', { timeout: 60_000 }, async () => {
  const args = x265('intra-refresh=1:keyint=25:bframes=0');
  const whole = await numbered('agree-hevc-refresh', { container: 'ts', rate: '25', frames: 100, args });
  const cut = await withoutFirstPackets(whole, 13, 'ts', 'mpegts');
  const stream = await ffmpeg(['-i', cut, '-c', 'copy', '-copyinkf', '-f', 'hevc', '-']);
  const delimiter = Buffer.from('000000014601', 'hex');
  const frames: number[] = [];
  for (let at = stream.indexOf(delimiter); at >= 0; at = stream.indexOf(delimiter, at + 1)) frames.push(at);
  // x265 refreshes between frames 25 and 50, and does not say so. ffmpeg has dropped the first packet.
  const place = (frames[frames.length - 75] ?? 0) + 7;
  const announced = Buffer.from('000000014e010602061480', 'hex');
  const path = (name: string): string => join(folder, name);
  const folder = tempDir();
  writeFileSync(path('stream.h265'), Buffer.concat([stream.subarray(0, place), announced, stream.subarray(place)]));
  for (const container of ['mkv', 'ts']) {
    const input = path(`refresh.${container}`);
    await ffmpeg(['-framerate', '25', '-i', path('stream.h265'), '-c', 'copy', '-copyinkf', input]);
    const shown = await show({ input });
    expect(shown.numbers[0]).toBeGreaterThanOrEqual(49);
    expect(shown.numbers).toEqual(range(shown.numbers[0] ?? 0, 99));
    expect(shown.numbers.length).toBeGreaterThanOrEqual(49);
    expect(shown.warnings.map(({ code }) => code)).toEqual(['START_DROPPED']);
  }
});
