import type { AudioStream, Probe, VideoStream } from '@cliploop/core';
import { formatBitrate, formatBytes, formatRows, formatSeconds } from './format.js';

/** A probe as text: the file, then each stream. */
export function probeText(probe: Probe): string {
  const file = formatRows([
    ['container', probe.containers.join(', ')],
    ['size', probe.size === null ? 'unknown' : `${formatBytes(probe.size)} (${probe.size} bytes)`],
    [
      'duration',
      `${formatSeconds(probe.duration)}${probe.durationFrom === 'packets' ? ' (measured by reading the whole file)' : ''}`,
    ],
    ['bit rate', formatBitrate(probe.bitrate)],
    ['first frame at', formatSeconds(probe.start)],
  ]);
  return [file, ...probe.video.map(videoText), ...probe.audio.map(audioText)].join('\n');
}

function videoText(stream: VideoStream): string {
  const notes = [stream.language, stream.default && 'default', stream.selected && 'selected']
    .filter(Boolean)
    .join(', ');
  const { matrix, range, primaries, transfer } = stream.color;
  return `video stream ${stream.index}${notes === '' ? '' : ` (${notes})`}\n${formatRows([
    ['codec', `${stream.codec} (${[stream.codecLong, stream.tag].filter(Boolean).join(', ')})`],
    ['displayed size', `${stream.width}x${stream.height} px${orientation(stream)}`],
    ['coded size', `${stream.codedWidth}x${stream.codedHeight} px, sample aspect ratio ${stream.sampleAspectRatio}`],
    ['frame rate', `${Number(stream.frameRate.toFixed(3))} fps (${stream.frameRateFraction})`],
    ['duration', formatSeconds(stream.duration)],
    ...plays(stream),
    ['bit rate', formatBitrate(stream.bitrate)],
    [
      'pixel format',
      `${stream.pixelFormat}, ${stream.bitDepth} bits${stream.alpha ? ', alpha' : ''}${stream.interlaced ? ', interlaced' : ''}`,
    ],
    ['color', `matrix ${matrix}, range ${range}, primaries ${primaries}, transfer ${transfer}${hdr(stream)}`],
  ])}`;
}

function audioText(stream: AudioStream): string {
  return `audio stream ${stream.index}\n${formatRows([
    ['codec', stream.codec],
    ['sample rate', `${stream.sampleRate} Hz, ${stream.channels} channels`],
    ['duration', formatSeconds(stream.duration)],
    ['bit rate', formatBitrate(stream.bitrate)],
  ])}`;
}

/** The row of an animated image that states its number of plays. */
function plays({ plays }: VideoStream): [string, string][] {
  return plays === undefined ? [] : [['plays', plays === 0 ? 'forever' : String(plays)]];
}

function orientation({ rotation, mirrored }: VideoStream): string {
  return `${rotation === 0 ? '' : `, rotated ${rotation} degrees`}${mirrored ? ', mirrored' : ''}`;
}

function hdr(stream: VideoStream): string {
  return stream.hdr === 'none' ? '' : `, HDR (${stream.hdr.toUpperCase()})`;
}
