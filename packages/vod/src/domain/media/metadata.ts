import type { AudioStream, Probe, VideoStream } from '@cliploop/core';
import type { MediaAudioStreamItem, MediaMetaData, MediaVideoStreamItem } from '../../store/tables/media.js';

/** Largest number of streams of each kind that are listed. Every event and answer about a media has them. */
const MAX_STREAMS = 100;

/** Longest name of a container or codec, characters. */
const MAX_NAME_LENGTH = 100;

/** MediaMetaData of a probed file. @param size bytes of the file */
export function metaDataOf(probe: Probe, size: number): MediaMetaData {
  const { video, audio, containers } = probe;
  const mainVideo = video.find(({ selected }) => selected) ?? video[0];
  const duration = probe.duration === null ? undefined : Math.max(0, probe.duration);
  const sum = total([...video, ...audio].map(({ bitrate }) => bitrate));
  return {
    Size: size,
    Container: name(containers.join(',')),
    Bitrate: rounded(sum ?? probe.bitrate),
    Height: rounded(Math.max(0, ...video.map(({ codedHeight }) => codedHeight))),
    Width: rounded(Math.max(0, ...video.map(({ codedWidth }) => codedWidth))),
    Duration: duration ?? longest([...video, ...audio]),
    Rotate: mainVideo?.rotation ?? 0,
    VideoStreamSet: video.slice(0, MAX_STREAMS).map(videoItem),
    AudioStreamSet: audio.slice(0, MAX_STREAMS).map(audioItem),
    VideoDuration: longest(video) || (video.length > 0 ? (duration ?? 0) : 0),
    AudioDuration: longest(audio) || (audio.length > 0 ? (duration ?? 0) : 0),
    Md5: '',
  };
}

const hdrTypes = { none: '', pq: 'hdr10', hlg: 'hlg' } as const;

function videoItem({
  bitrate,
  codedHeight,
  codedWidth,
  codec,
  frameRate,
  tag,
  hdr,
}: VideoStream): MediaVideoStreamItem {
  return {
    Bitrate: rounded(bitrate),
    Height: rounded(codedHeight),
    Width: rounded(codedWidth),
    Codec: name(codec),
    Fps: rounded(frameRate),
    // The contract defines it only for this codec.
    CodecTag: codec === 'hevc' ? name(tag) : '',
    DynamicRangeInfo: { Type: hdr === 'none' ? 'SDR' : 'HDR', HDRType: hdrTypes[hdr] },
  };
}

function audioItem({ bitrate, sampleRate, codec }: AudioStream): MediaAudioStreamItem {
  return { Bitrate: rounded(bitrate), SamplingRate: rounded(sampleRate), Codec: name(codec) };
}

/** Undefined if one of the rates is unknown, because a partial sum would be wrong. */
function total(rates: readonly (number | null)[]): number | undefined {
  let sum = 0;
  for (const rate of rates) {
    if (rate === null) return undefined;
    sum += rate;
  }
  return sum;
}

function longest(streams: readonly { duration: number | null }[]): number {
  return Math.max(0, ...streams.map(({ duration }) => duration ?? 0));
}

// Those of libav are shorter, but a media process that hostile media has taken over can send others.
function name(text: string): string {
  return text.slice(0, MAX_NAME_LENGTH);
}

// Files can state any number. Clients read integers of 64 bits.
function rounded(value: number | null): number {
  return Math.min(Number.MAX_SAFE_INTEGER, Math.max(0, Math.round(value ?? 0)));
}
