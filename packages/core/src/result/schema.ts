import { decimal, durations, listOf, object, oneOf, orNull, text, truth, whole } from '../schema/shape.js';
import { type WarningCode, warningCatalogue } from '../warnings.js';

const warning = object('Warning', {
  code: { shape: oneOf(...(Object.keys(warningCatalogue) as WarningCode[])), doc: 'Code of the warning.' },
  message: { shape: text, doc: 'What happened, with numbers.' },
  data: { shape: durations, doc: 'Numbers in the message; only in LARGE_OUTPUT.', optional: true },
  options: {
    shape: durations,
    doc: 'Options that reduce the output, with values to try; only in LARGE_OUTPUT.',
    optional: true,
  },
});

const color = object('Color', {
  matrix: { shape: text, doc: 'Matrix that turns YUV into RGB, as libav names it.' },
  range: { shape: text, doc: 'limited or full.' },
  primaries: { shape: text, doc: 'Primaries, as libav names them.' },
  transfer: { shape: text, doc: 'Transfer function, as libav names it.' },
  assumed: { shape: listOf(text), doc: 'Those of the above that the file does not specify and that were assumed.' },
});

const picture = {
  width: { shape: whole, doc: 'Width as displayed.', unit: 'px' },
  height: { shape: whole, doc: 'Height as displayed.', unit: 'px' },
  codedWidth: { shape: whole, doc: 'Width as coded.', unit: 'px' },
  codedHeight: { shape: whole, doc: 'Height as coded.', unit: 'px' },
  sampleAspectRatio: { shape: text, doc: 'Width to height of one coded pixel, "1:1".' },
  rotation: { shape: oneOf(0, 90, 180, 270), doc: 'Clockwise rotation that displays it upright.', unit: 'degrees' },
  mirrored: { shape: truth, doc: 'Displayed mirrored.' },
  codec: { shape: text, doc: 'Codec, as libav names it.' },
  pixelFormat: { shape: text, doc: 'Pixel format, as libav names it.' },
  bitDepth: { shape: whole, doc: 'Bits of one component.', unit: 'bits' },
  frameRate: { shape: decimal, doc: 'Mean frame rate.', unit: 'frames/s' },
  frameRateFraction: { shape: text, doc: 'Mean frame rate as a fraction: "30000/1001".' },
  interlaced: { shape: truth, doc: 'Interlaced; animate() deinterlaces it.' },
  alpha: { shape: truth, doc: 'Has an alpha channel.' },
  hdr: { shape: oneOf('none', 'pq', 'hlg'), doc: 'High dynamic range; animate() maps it to sRGB.' },
};

const duration = {
  shape: orNull(decimal),
  doc: 'Up to the end of the last displayed frame; null when unknown.',
  unit: 's',
};
const durationFrom = {
  shape: oneOf('header', 'packets'),
  doc: 'Origin of the duration: the header, or the packets after reading the file to its end.',
};

const source = object('SourceInfo', {
  container: { shape: listOf(text), doc: 'Names of the container format.' },
  ...picture,
  duration,
  durationFrom,
  color: { shape: color, doc: 'Colour.' },
  stream: { shape: whole, doc: 'Index of the stream that was used.' },
  fallback: { shape: oneOf('decoded-from-start'), doc: 'Set when seeking did not work.', optional: true },
});

/** The result of animate(); `data` is added when there is no output. */
export const animateResultSchema = object('AnimateResult', {
  format: { shape: oneOf('gif', 'webp'), doc: 'Format.' },
  width: { shape: whole, doc: 'Width.', unit: 'px' },
  height: { shape: whole, doc: 'Height.', unit: 'px' },
  frames: { shape: whole, doc: 'Frames, identical neighbours merged.' },
  duration: { shape: decimal, doc: 'Time of one play.', unit: 's' },
  start: { shape: decimal, doc: 'Effective start in the source.', unit: 's' },
  end: { shape: decimal, doc: 'Effective end in the source.', unit: 's' },
  size: { shape: whole, doc: 'Size of the output.', unit: 'bytes' },
  md5: { shape: text, doc: 'MD5 of the output, in hexadecimal digits.' },
  bitrate: { shape: whole, doc: 'size * 8 / duration, rounded.', unit: 'bits/s' },
  loop: { shape: whole, doc: 'Number of plays in total; 0 is forever.', unit: 'plays' },
  warnings: { shape: listOf(warning), doc: 'Warnings; see the table of warnings.' },
  source: { shape: source, doc: 'Properties of the input.' },
  timings: { shape: durations, doc: 'Time spent, by stage.', unit: 'ms' },
});

const videoStream = object('VideoStream', {
  index: { shape: whole, doc: 'Index in the file.' },
  ...picture,
  codecLong: { shape: text, doc: 'Long name of the codec.' },
  tag: { shape: text, doc: 'Tag of the codec in this container ("avc1").' },
  bitrate: { shape: orNull(whole), doc: 'Bit rate; null when unknown.', unit: 'bits/s' },
  duration,
  color: { shape: color, doc: 'Colour.' },
  default: { shape: truth, doc: 'Marked as the default stream.' },
  selected: { shape: truth, doc: 'animate() uses this stream.' },
});

const audioStream = object('AudioStream', {
  index: { shape: whole, doc: 'Index in the file.' },
  codec: { shape: text, doc: 'Codec, as libav names it.' },
  sampleRate: { shape: whole, doc: 'Sample rate.', unit: 'Hz' },
  channels: { shape: whole, doc: 'Channels.' },
  bitrate: { shape: orNull(whole), doc: 'Bit rate; null when unknown.', unit: 'bits/s' },
  duration: { shape: orNull(decimal), doc: 'Duration; null when unknown.', unit: 's' },
});

/** The result of probe(). */
export const probeResultSchema = object('Probe', {
  containers: { shape: listOf(text), doc: 'Names of the container format.' },
  size: { shape: orNull(whole), doc: 'Size of the file; null when unknown.', unit: 'bytes' },
  bitrate: { shape: orNull(whole), doc: 'Total bit rate; null when unknown.', unit: 'bits/s' },
  duration,
  durationFrom,
  start: {
    shape: decimal,
    doc: 'Time stamp of the first displayed frame in the file; every other time counts from it.',
    unit: 's',
  },
  video: { shape: listOf(videoStream), doc: 'Video streams, without cover art.' },
  audio: { shape: listOf(audioStream), doc: 'Audio streams.' },
  warnings: { shape: listOf(warning), doc: 'Warnings; see the table of warnings.' },
});
