import type { AudioStream, Probe, VideoStream } from '@cliploop/core';
import { bitRate, byteSize, listing, seconds } from './format.js';

/** A probe for people: the file, then each stream. */
export function probeText(probe: Probe): string {
  const file = listing([
    ['container', probe.containers.join(', ')],
    ['size', probe.size === null ? 'unknown' : `${byteSize(probe.size)} (${probe.size} bytes)`],
    ['duration', `${seconds(probe.duration)}${probe.durationFrom === 'packets' ? ' (read to the end)' : ''}`],
    ['bit rate', bitRate(probe.bitrate)],
    ['first frame at', seconds(probe.start)],
  ]);
  return [file, ...probe.video.map(videoText), ...probe.audio.map(audioText)].join('\n');
}

function videoText(stream: VideoStream): string {
  const marks = [stream.default && 'default', stream.selected && 'selected'].filter(Boolean).join(', ');
  const { matrix, range, primaries, transfer } = stream.color;
  return `video stream ${stream.index}${marks === '' ? '' : ` (${marks})`}\n${listing([
    ['codec', `${stream.codec} (${[stream.codecLong, stream.tag].filter(Boolean).join(', ')})`],
    ['displayed', `${stream.width}x${stream.height} px${turn(stream)}`],
    ['coded', `${stream.codedWidth}x${stream.codedHeight} px, pixels ${stream.sampleAspectRatio}`],
    ['frame rate', `${Number(stream.frameRate.toFixed(3))} frames/s (${stream.frameRateFraction})`],
    ['duration', seconds(stream.duration)],
    ['bit rate', bitRate(stream.bitrate)],
    [
      'pixels',
      `${stream.pixelFormat}, ${stream.bitDepth} bits${stream.alpha ? ', alpha' : ''}${stream.interlaced ? ', interlaced' : ''}`,
    ],
    ['colour', `matrix ${matrix}, range ${range}, primaries ${primaries}, transfer ${transfer}${hdr(stream)}`],
  ])}`;
}

function audioText(stream: AudioStream): string {
  return `audio stream ${stream.index}\n${listing([
    ['codec', stream.codec],
    ['sample rate', `${stream.sampleRate} Hz, ${stream.channels} channels`],
    ['duration', seconds(stream.duration)],
    ['bit rate', bitRate(stream.bitrate)],
  ])}`;
}

function turn({ rotation, mirrored }: VideoStream): string {
  return `${rotation === 0 ? '' : `, turned ${rotation} degrees`}${mirrored ? ', mirrored' : ''}`;
}

function hdr(stream: VideoStream): string {
  return stream.hdr === 'none' ? '' : `, HDR (${stream.hdr.toUpperCase()})`;
}
