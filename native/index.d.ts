/**
 * The raw binding: one call is one job. @cliploop/core is the only caller; it validates, so the binding re-checks
 * no more than memory safety needs. Times are whole microseconds, so that they cross exactly.
 */

export type RawSource =
  | { kind: 'path'; path: string }
  /**
   * Bytes that JavaScript brings when asked by `read` events. `reopen`: a later `read` may name any offset (range requests);
   * otherwise the bytes come once, in order, and are spooled to an unlinked temporary file. `size`: bytes in all, when known.
   */
  | { kind: 'stream'; reopen: boolean; size?: number };

export type RawOutput =
  | { kind: 'path'; path: string; overwrite: boolean }
  | { kind: 'bytes' }
  /** GIF arrives as `write` events while it is made; WebP is spooled and arrives at the end. */
  | { kind: 'stream' };

export interface RawLimits {
  maxPixels: number;
  /** Microseconds of segment; 0 = none. */
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
}

export interface RawAnimateOptions extends RawProbeOptions {
  output: RawOutput;
  format: 'gif' | 'webp';
  /** Negative counts from the end. */
  startUs: number;
  /** 0 or absent: the video's end. Negative counts from the end. Never together with durationUs. */
  endUs?: number;
  durationUs?: number;
  /** Pixels, 0 = derived; or a fraction of the displayed side. */
  width: number | { num: number; den: number };
  height: number | { num: number; den: number };
  /** width names the long edge of the displayed picture and height the short one. */
  resolutionAdaptive: boolean;
  fit: 'stretch' | 'contain' | 'cover' | 'pad';
  /** R, G, B, A, 0 to 255 each. */
  background: [number, number, number, number];
  /** Frames a second as a fraction, or every source frame at its own time. */
  fps: { num: number; den: number } | 'source';
  quality: number;
  /** 0 (fastest) to 6. */
  effort: number;
  /** Total plays, 0 = for ever. */
  loop: number;
  dither: 'auto' | 'none' | 'floyd-steinberg' | 'ordered';
}

export interface RawProgress {
  phase: string;
  frames: number;
  /** Frames that the segment will have before merging; 0 while unknown. */
  expectedFrames: number;
  /** Bytes of output so far. */
  bytes: number;
}

/** The plan of a job: known after the checks of the segment and the output, before the first picture is encoded. */
export interface RawPlan {
  /** Of the output, pixels. */
  width: number;
  height: number;
  /** Seconds from the first displayed frame. */
  start: number;
  /** Seconds; 0 while unknown. */
  duration: number;
  /** Frames before equal ones are merged; 0 while unknown. */
  frames: number;
  /** Of the output, frames a second; 0 when unknown. */
  frameRate: number;
  /** Of the source, frames a second; 0 when unknown. */
  sourceRate: number;
}

export interface RawError {
  /** A name of `codes`. */
  code: string;
  stage: string;
  avError: number;
  detail: string;
  /** libav's log lines of this job, newest last. */
  log: string[];
  /** The first bytes of the input, at most 4096, as far as they were read. */
  head: Uint8Array;
}

/** Called on the JavaScript thread. `done` and `error` come last, exactly one of them, once. */
export interface RawEvents {
  progress(progress: RawProgress): void;
  /** Once; the engine waits until it returns, and only then encodes. Never for a probe. */
  plan(plan: RawPlan): void;
  /** The engine wants bytes from `offset` on: answer with job.push() chunks from there. Earlier offsets' chunks are void. */
  read(offset: number): void;
  /** There is room again after push() answered false. */
  drain(): void;
  /** A piece of output; answer with job.wrote(chunk.length) once it is handed on. */
  write(chunk: Uint8Array): void;
  /** `json` is the result or the probe; `data` the output when it was asked for as bytes. */
  done(json: string, data?: Uint8Array): void;
  error(error: RawError): void;
}

export interface RawJob {
  cancel(): void;
  /** Bytes for the read at `offset` (void when a newer read named another one); null ends the input. False: wait for `drain`. */
  push(offset: number, chunk: Uint8Array | null): boolean;
  /** The source broke. `code` is a name of `codes`. */
  failSource(code: string, detail: string): void;
  wrote(bytes: number): void;
  /** The Writable broke. */
  failOutput(detail: string): void;
}

export function animate(options: RawAnimateOptions, events: RawEvents): RawJob;
export function probe(options: RawProbeOptions, events: RawEvents): RawJob;

export interface RawVersions {
  libavformat: string;
  libavcodec: string;
  libavutil: string;
  libswscale: string;
  libwebp: string;
  /** Names of the video decoders that this libav has, of those that matter here. */
  decoders: string[];
  /** Names of the decoders that keep alpha for VP8 and VP9. */
  alphaDecoders: string[];
  demuxers: string[];
}
export function versions(): RawVersions;

/** The engine's error codes, so that a test can hold the error catalogue against them. */
export const codes: readonly string[];
