// Written by `npm test -- -u` from the schema; the tests fail when it is stale.

import type { Warning } from '../warnings.js';

/** Colour. */
export interface Color {
  /** Matrix that turns YUV into RGB, as libav names it. */
  matrix: string;
  /** limited or full. */
  range: string;
  /** Primaries, as libav names them. */
  primaries: string;
  /** Transfer function, as libav names it. */
  transfer: string;
  /** Those of the above that the file does not specify and that were assumed. */
  assumed: string[];
}

/** Properties of the input. */
export interface SourceInfo {
  /** Names of the container format. */
  container: string[];
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
  /**
   * Up to the end of the last displayed frame; null when unknown.
   * Unit: s.
   */
  duration: number | null;
  /** Origin of the duration: the header, or the packets after reading the file to its end. */
  durationFrom: 'header' | 'packets';
  /** Colour. */
  color: Color;
  /** Index of the stream that was used. */
  stream: number;
  /** Set when seeking did not work. */
  fallback?: 'decoded-from-start';
}

/** What animate() resolves with. */
export interface AnimateResult {
  /** Format. */
  format: 'gif' | 'webp';
  /**
   * Width.
   * Unit: px.
   */
  width: number;
  /**
   * Height.
   * Unit: px.
   */
  height: number;
  /** Frames, identical neighbours merged. */
  frames: number;
  /**
   * Time of one play.
   * Unit: s.
   */
  duration: number;
  /**
   * Effective start in the source.
   * Unit: s.
   */
  start: number;
  /**
   * Effective end in the source.
   * Unit: s.
   */
  end: number;
  /**
   * Size of the output.
   * Unit: bytes.
   */
  size: number;
  /** MD5 of the output, in hexadecimal digits. */
  md5: string;
  /**
   * size * 8 / duration, rounded.
   * Unit: bits/s.
   */
  bitrate: number;
  /**
   * Number of plays in total; 0 is forever.
   * Unit: plays.
   */
  loop: number;
  /** Warnings; see the table of warnings. */
  warnings: Warning[];
  /** Properties of the input. */
  source: SourceInfo;
  /**
   * Time spent, by stage.
   * Unit: ms.
   */
  timings: Record<string, number>;
  /** The output, when no `output` was given. */
  data?: Uint8Array;
}
