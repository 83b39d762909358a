import { expect, test } from 'vitest';
import { describeWithMedia, media } from '../fixtures/media.ts';
import { plainClip } from '../fixtures/numbered.ts';
import { expectRefusal, probe } from '../support/engine.ts';
import { derivedCase } from './derived/cases.ts';

test('describes a plain clip', async () => {
  const facts = await probe(await plainClip());
  expect(facts.containers).toContain('mp4');
  expect(facts).toMatchObject({
    start: 0,
    audio: [],
    video: [
      {
        codec: 'h264',
        tag: 'avc1',
        width: 160,
        height: 96,
        codedWidth: 160,
        codedHeight: 96,
        sampleAspectRatio: '1:1',
        rotation: 0,
        mirrored: false,
        frameRate: 25,
        hdr: 'none',
        alpha: false,
        interlaced: false,
        selected: true,
      },
    ],
  });
  expect(facts.duration).toBeCloseTo(4, 3);
  expect(facts.size).toBeGreaterThan(1000);
});

describeWithMedia('probe() of derived cases', () => {
  test.each([
    ['rot90.mp4', { width: 270, height: 480, rotation: 90, mirrored: false }],
    ['rot180.mp4', { rotation: 180, mirrored: false }],
    ['rot270.mp4', { rotation: 270, mirrored: false }],
    ['hflip.mp4', { width: 480, height: 270, mirrored: true }],
    ['transpose.mp4', { width: 270, height: 480, mirrored: true }],
    ['sar-64-45-pal.mp4', { width: 1024, height: 576, codedWidth: 720, codedHeight: 576, sampleAspectRatio: '64:45' }],
    ['sar-1-2.mp4', { width: 480, height: 272, sampleAspectRatio: '1:2' }],
    ['interlaced-tff-h264.ts', { interlaced: true }],
    ['hdr-pq-hevc.mp4', { hdr: 'pq', bitDepth: 10 }],
    ['hdr-hlg-hevc.mp4', { hdr: 'hlg', bitDepth: 10 }],
    ['alpha-vp8.webm', { alpha: true }],
    ['alpha-vp9.webm', { alpha: true }],
    ['alpha-prores4444.mov', { alpha: true }],
    ['range-pc.mp4', { color: { range: 'full', matrix: 'bt709' } }],
    ['range-tv.mp4', { color: { range: 'limited', matrix: 'bt709' } }],
  ])('describes %s', async (file, facts) => {
    const { video } = await probe(derivedCase(file));
    expect(video.find(({ selected }) => selected)).toMatchObject(facts);
  });

  test('marks the stream that animate() uses', async () => {
    const cover = await probe(derivedCase('cover-and-video.mp4'));
    expect(cover.video).toHaveLength(1);
    const two = await probe(derivedCase('two-video.mkv'));
    expect(two.video.map(({ selected, width }) => [selected, width])).toEqual([
      [false, 160],
      [true, 480],
    ]);
    const sound = await probe(derivedCase('audio-first.mp4'));
    expect(sound.audio[0]).toMatchObject({ codec: 'aac' });
  });

  test('describes or refuses audio without video', async () => {
    const facts = await probe(derivedCase('audio-only.m4a')).catch((error: { code: string }) => error.code);
    if (typeof facts === 'string') expect(facts).toBe('NO_VIDEO');
    else expect(facts).toMatchObject({ video: [], audio: [{ codec: 'aac' }] });
  });

  test('corrects a wrong duration in the header', async () => {
    const { duration } = await probe(media.hard('fragmented-huge-duration-h264.mp4'));
    expect(duration === null || Math.abs(duration - 1.001) < 0.1).toBe(true);
  });

  test('refuses what is not a video', async () => {
    await expectRefusal(probe(derivedCase('text.mp4')), ['INPUT_NOT_MEDIA', 'NO_VIDEO']);
    await expectRefusal(probe(derivedCase('zero-byte.mp4')), 'INPUT_NOT_MEDIA');
  });
});
