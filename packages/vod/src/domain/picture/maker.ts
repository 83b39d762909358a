import type { AnimateOptions, AnimateResult, PlanResult } from '@cliploop/core';
import type { AnimationOptions } from '../settings/resolve.js';
import type { MadeFile } from './made-file.js';
import type { Sheet } from './sheet.js';

/** Most stills of one picture. */
export const MAX_STILLS = 400;

/** Which stills to take, with the options of stills(). Exactly one of the first four is given. Times are in seconds. */
export interface StillsOptions {
  readonly times?: readonly number[];
  readonly every?: number;
  readonly interval?: number;
  readonly count?: number;
  readonly keyFrames?: boolean;
  readonly start?: number;
  readonly end?: number;
  /** Video stream: its index or language. */
  readonly stream?: string;
  /** Frame rate of a raw stream. */
  readonly inputFps?: string;
  /** px; 0: in proportion to the other side. */
  readonly width: number;
  readonly height: number;
  readonly format: 'webp' | 'jpeg' | 'png';
  readonly quality: number;
  /** Absent: one still is the picture. */
  readonly sheet?: Sheet;
}

/** What a picture shows. */
export interface StillsFacts {
  /** Size of each still, px. */
  readonly width: number;
  readonly height: number;
  readonly columns: number;
  /** When the frame of each still begins, seconds. */
  readonly times: readonly number[];
  /** The segment, seconds; null: its end is that of the video, which is unknown. */
  readonly start: number;
  readonly end: number | null;
}

/** What a preview may use, so that it is quick. */
export interface PreviewLimits {
  /** Longest segment, seconds. */
  readonly seconds: number;
  /** Largest file, bytes. */
  readonly bytes: number;
  /** Longest side, px. */
  readonly longEdge: number;
}

export interface MadePreview {
  readonly file: MadeFile;
  readonly frames: number;
  /** px */
  readonly width: number;
  readonly height: number;
  /** Start and end in the source, seconds. */
  readonly start: number;
  readonly end: number;
  readonly md5: string;
  readonly seam?: AnimateResult['seam'] | undefined;
  readonly fitted?: AnimateResult['fitted'] | undefined;
  /** Duration of the work, seconds. */
  readonly seconds: number;
  /** Whether the segment was longer than the limit: the animation has its beginning. */
  readonly shortened: boolean;
  /** Whether it is smaller than the animation of a task would be. */
  readonly reduced: boolean;
}

/** Options of animate() for an animation of a URL, without its files. */
export type UrlAnimationOptions = Omit<
  AnimateOptions,
  'input' | 'output' | 'overwrite' | 'threads' | 'limits' | 'signal' | 'onProgress' | 'onPlan'
> & { readonly format: NonNullable<AnimateOptions['format']> };

/** What an animation of a URL may use. */
export interface UrlAnimationLimits {
  /** Longest segment, seconds. */
  readonly maxSegment: number;
  /** Most pixels: width times height. */
  readonly maxPixels: number;
  /** Time limit, seconds. */
  readonly timeout: number;
}

/** A source, and whose it is. */
export interface PictureSource {
  readonly subAppId: number;
  /** Path of the file. */
  readonly file: string;
  /** Ends the work. */
  readonly signal: AbortSignal;
}

/** Decodes and encodes, outside of this process. All methods throw ApiError. */
export interface PictureMaker {
  stills(source: PictureSource, options: StillsOptions): Promise<{ file: MadeFile; facts: StillsFacts }>;
  plan(source: PictureSource, animation: AnimationOptions): Promise<PlanResult>;
  preview(source: PictureSource, animation: AnimationOptions, limits: PreviewLimits): Promise<MadePreview>;
  /** Makes an animation as animate() does. */
  animation(
    source: PictureSource,
    options: UrlAnimationOptions,
    limits: UrlAnimationLimits,
  ): Promise<{ readonly file: MadeFile; readonly md5: string }>;
}
