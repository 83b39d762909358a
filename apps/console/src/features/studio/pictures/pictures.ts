import { readError } from '../../../api/send.ts';
import { sendPatiently } from '../../../api/send-patiently.ts';
import type { Application } from '../../../shell/application.ts';
import type { Reading } from '../model/reading.ts';
import type { Segment } from '../model/segment.ts';
import type { WireSettings } from '../model/settings.ts';

/*
 * The routes of the service that make pictures of a media. All of their shapes are here.
 */

/** The media that pictures are made of. */
export interface Source {
  readonly fileId: string;
  readonly application: Application;
  /** How stills read the file. Plans and previews have it in their settings. */
  readonly reading?: Reading;
}

/** Which frames to take. Times in seconds. */
export interface StillsQuery {
  readonly Times?: readonly number[];
  readonly Every?: number;
  readonly Count?: number;
  readonly StartTimeOffset?: number;
  readonly EndTimeOffset?: number;
  /** Pixels of one frame. */
  readonly Width?: number;
  readonly Format?: 'webp' | 'jpeg' | 'png';
}

/** Frames in one picture, in rows. */
export interface Stills {
  readonly picture: Blob;
  /** When each frame begins, as the service reported it. */
  readonly times: readonly number[];
  readonly columns: number;
  /** Pixels of one frame. */
  readonly width: number;
  readonly height: number;
}

/** Most frames that one request may take. */
export const MAX_STILLS = 400;

function url({ fileId, application }: Source, noun: string, query: Record<string, unknown> = {}): URL {
  const found = new URL(`/x/v1/media/${encodeURIComponent(fileId)}/${noun}`, location.origin);
  for (const [name, value] of Object.entries({ ...application, ...query })) {
    if (value !== undefined) found.searchParams.set(name, String(value));
  }
  return found;
}

/** Takes frames. @throws ApiError */
export async function stills(source: Source, query: StillsQuery, signal: AbortSignal): Promise<Stills> {
  const { Times, ...rest } = query;
  const times = Times && { Times: Times.join(',') };
  const response = await sendPatiently(
    new Request(url(source, 'stills', { ...source.reading, ...rest, ...times }), { signal }),
  );
  if (!response.ok) throw await readError(response);
  const facts = JSON.parse(response.headers.get('x-cliploop-stills') ?? '{}') as {
    Times?: number[];
    Columns?: number;
    Width?: number;
    Height?: number;
  };
  const { Times: found = [], Columns: columns = 1, Width: width = 0, Height: height = 0 } = facts;
  return { picture: await response.blob(), times: found, columns, width, height };
}

/** Settings that make an animation smaller. Null: not to change. */
export interface Suggestion {
  readonly width: number | null;
  readonly height: number | null;
  readonly fps: number | null;
  /** Estimated size. */
  readonly bytes: number;
}

/** What a task would make. Null: unknown. */
export interface Plan {
  readonly width: number;
  readonly height: number;
  readonly frames: number | null;
  readonly fps: number | null;
  /** Seconds of one play. */
  readonly duration: number | null;
  /** Estimates: bytes, between which bytes they probably are, and the seconds that the task takes. */
  readonly estimate: {
    readonly bytes: number;
    readonly low: number;
    readonly high: number;
    readonly seconds: number;
  } | null;
  readonly suggestions: readonly Suggestion[];
  readonly warnings: readonly { readonly code: string; readonly message: string }[];
}

interface WirePlan {
  readonly Width: number;
  readonly Height: number;
  readonly Frames: number | null;
  readonly Fps: number | null;
  readonly Duration: number | null;
  readonly Estimate: { Bytes: number; LowBytes: number; HighBytes: number; Seconds: number } | null;
  readonly Suggestions: readonly { Width: number | null; Height: number | null; Fps: number | null; Bytes: number }[];
  readonly Warnings: readonly { Code: string; Message: string }[];
}

/** The segment and the settings of an animation, as tasks, plans and previews take them. */
export type Recipe = Segment & WireSettings;

async function post(source: Source, noun: string, body: object, signal: AbortSignal): Promise<Response> {
  const { application } = source;
  const init = { method: 'POST', body: JSON.stringify({ ...application, ...body }), signal };
  const request = new Request(url({ ...source, application: {} }, noun), {
    ...init,
    headers: { 'Content-Type': 'application/json' },
  });
  const response = await sendPatiently(request);
  if (!response.ok) throw await readError(response);
  return response;
}

/** Estimates an animation without making it. @throws ApiError */
export async function plan(source: Source, recipe: Recipe, signal: AbortSignal): Promise<Plan> {
  const found = (await (await post(source, 'plan', recipe, signal)).json()) as WirePlan;
  const { Width: width, Height: height, Frames: frames, Fps: fps, Duration: duration, Estimate: estimate } = found;
  return {
    ...{ width, height, frames, fps, duration },
    estimate: estimate && {
      bytes: estimate.Bytes,
      low: estimate.LowBytes,
      high: estimate.HighBytes,
      seconds: estimate.Seconds,
    },
    suggestions: found.Suggestions.map((one) => ({
      ...{ width: one.Width, height: one.Height, fps: one.Fps, bytes: one.Bytes },
    })),
    warnings: found.Warnings.map(({ Code, Message }) => ({ code: Code, message: Message })),
  };
}

/** An animation as the task would make it, at most some seconds of it. */
export interface Preview {
  readonly picture: Blob;
  readonly bytes: number;
  readonly frames: number;
  readonly width: number;
  readonly height: number;
  /** What differs from the animation of the task: the end is missing, or it is smaller. */
  readonly cut: readonly ('Duration' | 'Size')[];
  /** Ends, s, and how much the loop jumps; with a setting for it. */
  readonly seam:
    | { readonly start: number; readonly end: number; readonly before: number; readonly jump: number }
    | undefined;
  /** The settings with which it fits into a number of bytes. */
  readonly fitted: { readonly quality: number; readonly fps: number } | undefined;
}

/** Makes a preview. A newer one of the same slot cancels it. @throws ApiError */
export async function preview(source: Source, recipe: Recipe, slot: string, signal: AbortSignal): Promise<Preview> {
  const response = await post(source, 'preview', { ...recipe, Slot: slot }, signal);
  const facts = JSON.parse(response.headers.get('x-cliploop-preview') ?? '{}') as {
    Bytes?: number;
    Frames?: number;
    Width?: number;
    Height?: number;
    Cut?: Preview['cut'];
    StartTimeOffset?: number;
    EndTimeOffset?: number;
    Seam?: { readonly JumpBefore: number; readonly Jump: number } | null;
    Fitted?: { readonly Quality: number; readonly Fps: number } | null;
  };
  const picture = await response.blob();
  const { Bytes = picture.size, Frames = 0, Width = 0, Height = 0, Cut = [], Seam, Fitted } = facts;
  const { StartTimeOffset: start = 0, EndTimeOffset: end = 0 } = facts;
  return {
    ...{ picture, bytes: Bytes, frames: Frames, width: Width, height: Height, cut: Cut },
    seam: Seam ? { start, end, before: Seam.JumpBefore, jump: Seam.Jump } : undefined,
    fitted: Fitted ? { quality: Fitted.Quality, fps: Fitted.Fps } : undefined,
  };
}
