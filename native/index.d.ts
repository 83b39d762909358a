/**
 * The binding of the engine. One call is one job. @cliploop/core is the only caller and validates the options, so the
 * binding checks only what memory safety needs. Times are integers in microseconds, so that they stay exact.
 */

export type RawSource =
  /** `path`: bytes when the name is not UTF-8. */
  | { kind: 'path'; path: string | Uint8Array }
  /** An open regular file. The job copies the descriptor when it starts. */
  | { kind: 'fd'; fd: number }
  /**
   * JavaScript pushes the bytes after each `read` event. `reopen`: a later `read` event may have any offset (range requests).
   * Otherwise the bytes come once, in order, and are spooled to a temporary file without a name. `size`: in bytes, when known.
   */
  | { kind: 'stream'; reopen: boolean; size?: number };

export type RawOutput =
  /** `path`: bytes when the name is not UTF-8. */
  | { kind: 'path'; path: string | Uint8Array; overwrite: boolean }
  /**
   * An empty file, open for reading and writing. `spool`: another one for frames, instead of a temporary file. The job copies the
   * descriptors when it starts.
   */
  | { kind: 'fd'; fd: number; spool?: number }
  | { kind: 'bytes' }
  /** `write` events: during encoding for GIF, and at the end for WebP, which is spooled. */
  | { kind: 'stream' };

export interface RawLimits {
  /** Of a source frame. */
  maxPixels: number;
  /** Bytes of what is in flight. */
  maxMemory: number;
  /** Of the segment, in microseconds; 0 = none. */
  maxDurationUs: number;
  maxFrames: number;
  maxOutputBytes: number;
  maxSpoolBytes: number;
  /** 0 = none. */
  timeoutMs: number;
}

export interface RawProbeOptions {
  source: RawSource;
  limits: RawLimits;
  threads: number;
  /** Frames per second of a raw stream, which has no frame times. Absent: as the stream states, or 25. */
  inputFps?: { num: number; den: number };
}

/** Pixels, or a positive fraction of a side. */
export type RawLength = number | { num: number; den: number };

/** The options of jobs that show frames of a segment. */
export interface RawVideoOptions extends RawProbeOptions {
  /** A negative time counts from the end. */
  startUs: number;
  /** 0 or absent: the end of the video. A negative time counts from the end. Not together with durationUs. */
  endUs?: number;
  durationUs?: number;
  /**
   * The video stream: its index, or the tags of its language in lower case, the best one first. Absent: the engine chooses. A stream
   * that does not exist gives INVALID_OPTION.
   */
  stream?: { index: number } | { languages: string[] };
  /** The part of the displayed picture to keep: pixels, or fractions of its sides. auto: without black bars. Absent: all of it. */
  crop?: 'auto' | { x: RawLength; y: RawLength; width: RawLength; height: RawLength };
  /** Pixels, 0 = derived from the other side; or a fraction of the displayed side, after the crop. */
  width: RawLength;
  height: RawLength;
  /** width is the long edge of the displayed frame, height the short one. */
  resolutionAdaptive: boolean;
  fit: 'stretch' | 'contain' | 'cover' | 'pad';
  /** Of `fit` cover and pad. */
  gravity: 'center' | 'north' | 'northeast' | 'east' | 'southeast' | 'south' | 'southwest' | 'west' | 'northwest';
  /** R, G, B, A, 0 to 255 each. */
  background: [number, number, number, number];
  /** 1 to 100. */
  quality: number;
}

export interface RawAnimateOptions extends RawVideoOptions {
  output: RawOutput;
  format: 'gif' | 'webp' | 'avif';
  /** Frames per second as a fraction, or every source frame at its own time. Absent: own times, for videos at most 15 per second. */
  fps?: { num: number; den: number } | 'source';
  /** Seconds of the video in a second of the output. */
  speed: { num: number; den: number };
  /** boomerang: forward, then in reverse. */
  playback: 'forward' | 'reverse' | 'boomerang';
  /** The engine chooses the start, for the duration. */
  startAuto?: boolean;
  seamless: 'none' | 'find' | 'crossfade' | 'auto';
  /** How far each end may move; absent: a quarter of the segment. */
  seamlessWindowUs?: number;
  /** Of the output. */
  crossfadeUs: number;
  /** Bytes that the output may have, and what may be reduced for it: to a quality, frames per second, or pixels of the width. */
  budget?: { bytes: number; reduce: readonly { what: 'quality' | 'fps' | 'size'; least: number }[] };
  /** 0 (fastest) to 6. */
  effort: number;
  /** Total plays, 0 to 65535; 0 = forever. Absent: as an animated image states, else forever. */
  loop?: number;
  dither: 'auto' | 'none' | 'floyd-steinberg' | 'ordered';
}

/** The options of the job to plan, which needs no output. */
export type RawPlanOptions = Omit<RawAnimateOptions, 'output'>;

/**
 * Outputs of kind `bytes` and `fd` get all pictures one after the other; the result has their offsets. Outputs of kind `path` and
 * `stream` hold one picture, and several give INVALID_OPTION.
 */
export type RawStillsOutput =
  | RawOutput
  /** A file for each picture: `before`, a number from 1 on with at least `digits` digits, `after`. They appear together at the end. */
  | { kind: 'files'; before: string | Uint8Array; digits: number; after: string | Uint8Array; overwrite: boolean };

export type RawSelection =
  /** The frames on screen at these times. Negative times count from the end. */
  | { kind: 'times'; timesUs: number[] }
  /** The first frame of the segment and each n-th frame after it. */
  | { kind: 'every'; number: number }
  | { kind: 'interval'; intervalUs: number }
  /** One frame of each of `number` equal parts. `keyFrames`: a key frame if the part has one, else the frame in its middle. */
  | { kind: 'count'; number: number; keyFrames: boolean };

export interface RawStillsOptions extends RawVideoOptions {
  output: RawStillsOutput;
  format: 'webp' | 'png' | 'jpeg';
  selection: RawSelection;
  /** The stills as tiles of sheets. 0: as many as fit, at most 10. */
  sprite?: { columns: number; rows: number };
}

export type RawPhase = 'open' | 'seek' | 'encode' | 'write';

export interface RawProgress {
  /** One of `stages.phases`. */
  phase: RawPhase;
  /** Finished output frames, merged ones included. */
  frames: number;
  /** Frames of the segment before identical frames are merged; 0 = unknown. */
  expectedFrames: number;
  /** Bytes of output so far. */
  bytes: number;
}

/** The plan of a job: what is known after the checks of the segment and the output, before the first frame is encoded. */
export interface RawPlan {
  /** Of the output, pixels. */
  width: number;
  height: number;
  /** Seconds from the first displayed frame. */
  start: number;
  /** Seconds; 0 = unknown. */
  duration: number;
  /** Frames before identical frames are merged; 0 = unknown. */
  frames: number;
  /** Of the output, frames per second of the video; 0 = unknown. */
  frameRate: number;
  /** Of the source, frames per second; 0 = unknown. */
  sourceRate: number;
}

export interface RawError {
  /** One of `codes`. */
  code: string;
  /** One of `stages.errors`, or "" when the job was stopped from outside (abort, timeout). */
  stage: string;
  /** A negative AVERROR of libav, or 0. */
  avError: number;
  /** What is wrong, with its values. */
  detail: string;
  /** The log lines of libav for this job, newest last. */
  log: string[];
  /** The first bytes of the input that were read, at most 4096. */
  head: Uint8Array;
}

/** Called on the JavaScript thread. The last call is `done` or `error`, once. */
export interface RawEvents {
  progress(progress: RawProgress): void;
  /** Called once by animate(), never by the others. Encoding starts after it returns. */
  plan(plan: RawPlan): void;
  /** Requests bytes from `offset` on: call job.push() with them. Chunks for earlier requests are ignored. */
  read(offset: number): void;
  /** There is room again after push() returned false. */
  drain(): void;
  /** A piece of the output. Call job.wrote(chunk.length) after writing it. */
  write(chunk: Uint8Array): void;
  /** `json`: the result of animate(), plan(), stills() or probe(). `data`: the output of kind `bytes`. */
  done(json: string, data?: Uint8Array): void;
  error(error: RawError): void;
}

export interface RawJob {
  /** Returns false if it is too late, because the output of kind `path` or `bytes` is complete. `done` then follows. */
  cancel(): boolean;
  /**
   * Bytes for the request at `offset`; null ends the input. They are ignored when a newer request has another offset. False:
   * wait for `drain`.
   */
  push(offset: number, chunk: Uint8Array | null): boolean;
  /** The source failed. `code`: one of `codes`. */
  failSource(code: string, detail: string): void;
  /** This many bytes of `write` events were written. */
  wrote(bytes: number): void;
  /** The Writable failed. */
  failOutput(detail: string): void;
}

export function animate(options: RawAnimateOptions, events: RawEvents): RawJob;
/** Finds what animate() would make, without making it. There is no `plan` event. */
export function plan(options: RawPlanOptions, events: RawEvents): RawJob;
/** Progress counts stills as frames. There is no `plan` event. */
export function stills(options: RawStillsOptions, events: RawEvents): RawJob;
export function probe(options: RawProbeOptions, events: RawEvents): RawJob;

/** From here on, jobs of this process read only the formats and codecs of a short list; see src/input/formats.cc. */
export function restrictFormats(): void;

/** Gives memory that ended jobs have freed back to the system, on another thread. The next job is slower then. */
export function trimMemory(): void;

export interface RawVersions {
  libavformat: string;
  libavcodec: string;
  libavutil: string;
  libswscale: string;
  libwebp: string;
  /** The common video decoders that the installed libav has. */
  decoders: string[];
  /** The installed decoders that keep the alpha of VP8 and VP9. */
  alphaDecoders: string[];
  /** The common demuxers that the installed libav has. */
  demuxers: string[];
}
export function versions(): RawVersions;

/** The error codes of the engine. A test compares them with the error catalogue. */
export const codes: readonly string[];

/** The stage words of the engine, from its single list. Tests compare the documented ones with them. */
export const stages: {
  /** Values of RawProgress.phase, in order. */
  phases: readonly string[];
  /** Members of `timings` in the result, in order. */
  timings: readonly string[];
  /** Values of RawError.stage. */
  errors: readonly string[];
};
