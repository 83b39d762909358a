import type { Probe, VideoStream } from '@cliploop/core';
import { expect, test } from 'vitest';
import { probeText } from './probe-text.js';

const stream: VideoStream = {
  index: 0,
  codecLong: 'GIF',
  language: null,
  tag: '',
  width: 320,
  height: 180,
  codedWidth: 320,
  codedHeight: 180,
  sampleAspectRatio: '1:1',
  rotation: 0,
  mirrored: false,
  codec: 'gif',
  pixelFormat: 'bgra',
  bitDepth: 8,
  frameRate: 10,
  frameRateFraction: '10/1',
  interlaced: false,
  alpha: true,
  hdr: 'none',
  color: { matrix: 'gbr', range: 'full', primaries: 'unknown', transfer: 'unknown', assumed: [] },
  bitrate: null,
  duration: 2,
  default: true,
  selected: true,
};

function textOf(video: Partial<VideoStream>): string {
  const probe: Probe = {
    containers: ['gif'],
    size: 1000,
    bitrate: null,
    duration: 2,
    durationFrom: 'header',
    start: 0,
    video: [{ ...stream, ...video }],
    audio: [],
    warnings: [],
  };
  return probeText(probe);
}

test('shows the language of a stream before its other properties', () => {
  expect(textOf({ language: 'ger' })).toContain('video stream 0 (ger, default, selected)\n');
  expect(textOf({})).toContain('video stream 0 (default, selected)\n');
});

test.each([
  [0, 'plays           forever\n'],
  [3, 'plays           3\n'],
])('shows that an image plays %i times', (plays, row) => {
  expect(textOf({ plays })).toContain(row);
});

test('shows no number of plays if the file states none', () => {
  expect(textOf({})).not.toContain('plays');
});
