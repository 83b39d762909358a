const codecs: Readonly<Record<string, string>> = {
  h264: 'H.264',
  hevc: 'H.265 (HEVC)',
  av1: 'AV1',
  vp8: 'VP8',
  vp9: 'VP9',
  prores: 'ProRes',
  mpeg2video: 'MPEG-2',
  mpeg4: 'MPEG-4 Part 2',
  mjpeg: 'Motion JPEG',
  gif: 'GIF',
  aac: 'AAC',
  opus: 'Opus',
  mp3: 'MP3',
  vorbis: 'Vorbis',
  flac: 'FLAC',
  ac3: 'AC-3',
  eac3: 'E-AC-3',
  alac: 'ALAC',
};

/** The usual name of a codec. Unknown ones keep theirs. */
export const codecName = (codec: string): string => codecs[codec] ?? (codec.startsWith('pcm_') ? 'PCM' : codec);

const containers: readonly (readonly [pattern: RegExp, name: string])[] = [
  [/mp4|m4a|3gp/, 'MP4'],
  [/webm/, 'WebM'],
  [/matroska/, 'Matroska'],
  [/mpegts/, 'MPEG-TS'],
  [/avi/, 'AVI'],
  [/flv/, 'FLV'],
  [/ogg/, 'Ogg'],
  [/wav/, 'WAV'],
];

/**
 * The usual name of a container format.
 * @param format as the service reports it: names of all formats that share a reader, such as `mov,mp4,m4a,3gp,3g2,mj2`
 * @param extension of the file, which says which of them it is
 */
export function containerName(format: string, extension: string): string {
  if (format.includes('mov') && extension.toLowerCase() === 'mov') return 'QuickTime (MOV)';
  if (format.includes('matroska') && extension.toLowerCase() === 'webm') return 'WebM';
  if (format.startsWith('matroska')) return 'Matroska';
  return containers.find(([pattern]) => pattern.test(format))?.[1] ?? format;
}
