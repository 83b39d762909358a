// Written by `npm test -- -u` from the schema; the tests fail when it is stale.

import type { Warning } from '../warnings.js';
import type { Color } from './animate-result.js';

/** Video streams, without cover art. */
export interface VideoStream {
  /** Index in the file. */
  index: number;
  /**
   * Width as displayed.
   * Unit: px.
   */
  width: number;
  /**
   * Height as displayed.
   * Unit: px.
   */
  height: number;
  /**
   * Width as coded.
   * Unit: px.
   */
  codedWidth: number;
  /**
   * Height as coded.
   * Unit: px.
   */
  codedHeight: number;
  /** Width to height of one coded pixel, "1:1". */
  sampleAspectRatio: string;
  /**
   * Clockwise rotation that displays it upright.
   * Unit: degrees.
   */
  rotation: 0 | 90 | 180 | 270;
  /** Displayed mirrored. */
  mirrored: boolean;
  /** Codec, as libav names it. */
  codec: string;
  /** Pixel format, as libav names it. */
  pixelFormat: string;
  /**
   * Bits of one component.
   * Unit: bits.
   */
  bitDepth: number;
  /**
   * Mean frame rate.
   * Unit: frames/s.
   */
  frameRate: number;
  /** Mean frame rate as a fraction: "30000/1001". */
  frameRateFraction: string;
  /** Interlaced; animate() deinterlaces it. */
  interlaced: boolean;
  /** Has an alpha channel. */
  alpha: boolean;
  /** High dynamic range; animate() maps it to sRGB. */
  hdr: 'none' | 'pq' | 'hlg';
  /** Long name of the codec. */
  codecLong: string;
  /** Tag of the codec in this container ("avc1"). */
  tag: string;
  /**
   * Bit rate; null when unknown.
   * Unit: bits/s.
   */
  bitrate: number | null;
  /**
   * Up to the end of the last displayed frame; null when unknown.
   * Unit: s.
   */
  duration: number | null;
  /** Colour. */
  color: Color;
  /** Marked as the default stream. */
  default: boolean;
  /** animate() uses this stream. */
  selected: boolean;
}

/** Audio streams. */
export interface AudioStream {
  /** Index in the file. */
  index: number;
  /** Codec, as libav names it. */
  codec: string;
  /**
   * Sample rate.
   * Unit: Hz.
   */
  sampleRate: number;
  /** Channels. */
  channels: number;
  /**
   * Bit rate; null when unknown.
   * Unit: bits/s.
   */
  bitrate: number | null;
  /**
   * Duration; null when unknown.
   * Unit: s.
   */
  duration: number | null;
}

/** What probe() resolves with. */
export interface Probe {
  /** Names of the container format. */
  containers: string[];
  /**
   * Size of the file; null when unknown.
   * Unit: bytes.
   */
  size: number | null;
  /**
   * Total bit rate; null when unknown.
   * Unit: bits/s.
   */
  bitrate: number | null;
  /**
   * Up to the end of the last displayed frame; null when unknown.
   * Unit: s.
   */
  duration: number | null;
  /** Origin of the duration: the header, or the packets after reading the file to its end. */
  durationFrom: 'header' | 'packets';
  /**
   * Time stamp of the first displayed frame in the file; every other time counts from it.
   * Unit: s.
   */
  start: number;
  /** Video streams, without cover art. */
  video: VideoStream[];
  /** Audio streams. */
  audio: AudioStream[];
  /** Warnings; see the table of warnings. */
  warnings: Warning[];
}
