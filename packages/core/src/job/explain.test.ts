import { expect, test } from 'vitest';
import { explain } from './explain.js';

const raw = (code: string, detail: string, head: Buffer | string) => ({
  code,
  stage: 'demux',
  avError: 0,
  detail,
  log: ['line'],
  head: Buffer.from(head),
});

const unknown = 'its format is unknown';
const animatedWebp = Buffer.from('RIFF\x10\x01\0\0WEBPVP8X\x0a\0\0\0\x02\0\0\0', 'latin1');
const mp4 = Buffer.from('\0\0\0\x18ftypisom\0\0\x02\0isomiso2', 'latin1');

test('names the type of an input that is not a video, with its Content-Type', async () => {
  expect(await explain(raw('INPUT_NOT_MEDIA', unknown, '<html>'), { contentType: 'text/html' })).toMatchObject({
    code: 'INPUT_NOT_MEDIA',
    message: 'The input is not a video: it is a web page (Content-Type: text/html)',
    stage: 'demux',
    log: ['line'],
  });
  expect((await explain(raw('INPUT_NOT_MEDIA', unknown, 'x'))).message).toBe(
    'The input is not a video: it is a text file',
  );
  expect((await explain(raw('INPUT_FORBIDDEN', 'a list', '#EXTM3U\n#EXT-X-VERSION:3'))).message).toBe(
    'Access to the input is denied: it is an HLS playlist (.m3u8), a list of other files',
  );
  expect((await explain(raw('NO_VIDEO', 'none', 'WEBVTT'))).message).toBe(
    'The input has no video stream: it is a WebVTT subtitle file',
  );
});

test('keeps the message of the engine for an input of unknown type', async () => {
  const bytes = Buffer.from([1, 2, 3, 0]);
  expect((await explain(raw('INPUT_NOT_MEDIA', unknown, bytes), { contentType: 'video/mp4' })).message).toBe(
    'The input is not a video: its format is unknown (Content-Type: video/mp4)',
  );
});

test('names an animated WebP that is damaged', async () => {
  expect(
    await explain(raw('INPUT_NOT_MEDIA', 'it is an animated WebP without a whole frame', animatedWebp)),
  ).toMatchObject({
    code: 'INPUT_NOT_MEDIA',
    message: 'The input is not a video: it is a damaged or incomplete animated WebP',
  });
});

test('does not rename a video that cannot be decoded or has only audio', async () => {
  expect((await explain(raw('DECODE_FAILED', 'no frame', mp4))).message).toBe('The video cannot be decoded: no frame');
  expect((await explain(raw('NO_VIDEO', 'it has only audio', mp4))).message).toBe(
    'The input has no video stream: it has only audio',
  );
});

test('replaces option names in messages of the engine', async () => {
  const error = await explain(raw('INVALID_OPTION', '`width` 1% of 400 px is 4 px', 'x'));
  expect(error.message).toBe('width 1% of 400 px is 4 px');
  expect(error.withOptionNames((name) => `--${name}`).message).toBe('--width 1% of 400 px is 4 px');
});

test('converts an unknown code to INTERNAL', async () => {
  expect(await explain(raw('NEW_CODE', 'hm', ''))).toMatchObject({ code: 'INTERNAL', detail: 'NEW_CODE: hm' });
});
