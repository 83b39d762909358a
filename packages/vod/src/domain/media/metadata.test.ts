import type { Probe, VideoStream } from '@cliploop/core';
import { expect, test } from 'vitest';
import { bitrateOf } from './animation.js';
import { metaDataOf } from './metadata.js';
import { categoryOf, typeOf } from './type.js';

const video = {
  codedWidth: 1920,
  codedHeight: 1080,
  width: 1080,
  height: 1920,
  rotation: 90,
  codec: 'hevc',
  tag: 'hvc1',
  frameRate: 23.976,
  hdr: 'hlg',
  bitrate: 1_000_000.4,
  duration: 2.002,
  selected: true,
} as VideoStream;

const audio = { index: 1, codec: 'aac', sampleRate: 44_100, channels: 2, bitrate: 128_000, duration: 2 };

const probe: Probe = {
  containers: ['mov', 'mp4'],
  size: 1000,
  bitrate: 2_000_000,
  duration: 2.002,
  durationFrom: 'header',
  start: 0,
  video: [video],
  audio: [audio],
  warnings: [],
};

test('converts a probe, and rounds numbers that are integers in clients', () => {
  expect(metaDataOf(probe, 1000)).toEqual({
    Size: 1000,
    Container: 'mov,mp4',
    Bitrate: 1_128_000,
    Height: 1080,
    Width: 1920,
    Duration: 2.002,
    Rotate: 90,
    VideoStreamSet: [
      {
        Bitrate: 1_000_000,
        Height: 1080,
        Width: 1920,
        Codec: 'hevc',
        Fps: 24,
        CodecTag: 'hvc1',
        DynamicRangeInfo: { Type: 'HDR', HDRType: 'hlg' },
      },
    ],
    AudioStreamSet: [{ Bitrate: 128_000, SamplingRate: 44_100, Codec: 'aac' }],
    VideoDuration: 2.002,
    AudioDuration: 2,
    Md5: '',
  });
});

test('uses 0 or the value of the whole file for unknown values of streams', () => {
  const vague = { ...video, bitrate: null, duration: null, codec: 'vp9', hdr: 'none' as const };
  expect(metaDataOf({ ...probe, video: [vague], audio: [] }, 1000)).toMatchObject({
    Bitrate: 2_000_000,
    VideoStreamSet: [{ Bitrate: 0, CodecTag: '', DynamicRangeInfo: { Type: 'SDR', HDRType: '' } }],
    AudioStreamSet: [],
    VideoDuration: 2.002,
    AudioDuration: 0,
  });
  const nothing = { ...probe, bitrate: null, duration: null, video: [], audio: [{ ...audio, bitrate: null }] };
  expect(metaDataOf(nothing, 1000)).toMatchObject({ Bitrate: 0, Width: 0, Height: 0, Duration: 2, Rotate: 0 });
});

test('limits numbers and names that no client could read', () => {
  const huge = {
    ...video,
    bitrate: 2 ** 63,
    frameRate: 1e300,
    codedWidth: 1e300,
    codec: 'x'.repeat(5_000),
    duration: -1,
  };
  const meta = metaDataOf({ ...probe, duration: -1e300, video: Array(9).fill(huge), audio: [] }, 1000);
  const most = Number.MAX_SAFE_INTEGER;
  expect(meta).toMatchObject({ Bitrate: most, Width: most, Height: 1080, Duration: 0, VideoDuration: 0 });
  expect(meta.VideoStreamSet[0]).toMatchObject({ Bitrate: most, Fps: most, Width: most, Codec: 'x'.repeat(100) });
  expect(bitrateOf(1000, 1e-300)).toBe(most);
});

test('lists the first 100 streams of each kind', () => {
  const { VideoStreamSet, AudioStreamSet, AudioDuration } = metaDataOf(
    { ...probe, video: Array(1_000).fill(video), audio: [...Array(999).fill(audio), { ...audio, duration: 9 }] },
    1000,
  );
  expect([VideoStreamSet.length, AudioStreamSet.length, AudioDuration]).toEqual([100, 100, 9]);
});

test.each<[{ type?: string; name: string }, string[], string]>([
  [{ type: 'MP4', name: 'a.mov' }, ['mov'], 'mp4'],
  [{ type: '.webm', name: 'a' }, ['matroska', 'webm'], 'webm'],
  [{ name: 'holiday.v2.MOV' }, ['mov'], 'mov'],
  [{ name: 'holiday' }, ['matroska', 'webm'], 'mkv'],
  [{ name: 'holiday' }, ['flv'], 'flv'],
  [{ type: '../up', name: '假期.视频' }, ['mov', 'mp4'], 'mp4'],
  [{ name: 'x' }, ['no such name'], ''],
])('gives the type of %j with containers %j as %j', (given, containers, type) => {
  expect(typeOf(given, { ...probe, containers })).toBe(type);
});

test('gives MP4 files without video the type m4a', () => {
  expect(typeOf({ name: 'song' }, { ...probe, video: [] })).toBe('m4a');
});

test('derives the category from the type and the streams', () => {
  expect(categoryOf('mp4', probe)).toBe('Video');
  expect(categoryOf('m4a', { video: [] })).toBe('Audio');
  expect(categoryOf('png', probe)).toBe('Image');
});
