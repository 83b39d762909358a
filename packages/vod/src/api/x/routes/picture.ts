import type { PlanResult } from '@cliploop/core';
import { subAppId } from '../../../domain/application/sub-app-id.js';
import type { MadePreview } from '../../../domain/picture/maker.js';
import { fileId, stillsParams } from '../../../domain/picture/params.js';
import { previewLimits } from '../../../domain/picture/preview.js';
import { animationParams } from '../../../domain/settings/params.js';
import { animationOptions } from '../../../domain/settings/resolve.js';
import { described, optional } from '../../../wire/params/kind.js';
import { string } from '../../../wire/params/string.js';
import { Binary } from '../reply.js';
import { type AnyRoute, route } from '../route.js';
import { planExample, planned, previewHeader, stillsHeader } from './picture-results.js';

/** Time limit of the work, and of the wait for a media process, ms. */
const TIME_LIMIT = 40_000;

/** Seconds to the microsecond, as short as possible. */
const rounded = (seconds: number): number => Math.round(seconds * 1e6) / 1e6;

const stills = route({
  name: 'DescribeStills',
  method: 'GET',
  path: '/x/v1/media/{FileId}/stills',
  summary:
    'Returns frames of a media as a picture: one frame, or a sheet of several. They are the frames that an animation shows at these times.',
  right: 'read',
  params: { FileId: fileId },
  query: { SubAppId: subAppId, ...stillsParams },
  answer: {
    content: { 'image/webp': 'The picture.', 'image/jpeg': 'The picture.', 'image/png': 'The picture.' },
    headers: { 'X-Cliploop-Stills': stillsHeader },
  },
  timeLimit: TIME_LIMIT,
  waits: true,
  async run({ applications, pictures }, { FileId, SubAppId, ...params }, { signal, hasCopy }) {
    const application = await applications.resolve(SubAppId);
    return pictures.gate.run(application, async () => {
      const { etag, exact, get } = await pictures.stills(application, FileId, params);
      const type = `image/${params.Format}`;
      if (hasCopy(etag)) return new Binary(type, Buffer.alloc(0), { etag });
      const { body, facts } = await get(signal);
      const { width, height, columns, times, start, end } = facts;
      const header = {
        Times: times.map(rounded),
        Columns: columns,
        Width: width,
        Height: height,
        Exact: exact,
        StartTimeOffset: rounded(start),
        EndTimeOffset: end && rounded(end),
      };
      return new Binary(type, body, { etag, headers: { 'x-cliploop-stills': JSON.stringify(header) } });
    });
  },
});

const plan = route({
  name: 'PlanAnimation',
  method: 'POST',
  path: '/x/v1/media/{FileId}/plan',
  summary:
    'Returns what a task would make with these settings, without making it: size, frames, and estimates of bytes and seconds.',
  right: 'read',
  params: { FileId: fileId },
  body: { SubAppId: subAppId, ...animationParams },
  answer: { result: planned, example: planExample },
  changes: false,
  timeLimit: TIME_LIMIT,
  waits: true,
  async run({ applications, pictures, templates }, { FileId, SubAppId, ...given }, { signal }) {
    const application = await applications.resolve(SubAppId);
    return pictures.gate.run(application, async () => {
      const animation = await animationOptions(templates, application, given);
      return wirePlan(await pictures.plan(application, FileId, animation, signal));
    });
  },
});

const preview = route({
  name: 'PreviewAnimation',
  method: 'POST',
  path: '/x/v1/media/{FileId}/preview',
  summary: `Makes an animation at once, and stores nothing. It has the bytes that a task would make, unless it is cut: to the first ${previewLimits.seconds} seconds, and to a long edge of ${previewLimits.longEdge} pixels.`,
  right: 'process',
  params: { FileId: fileId },
  body: {
    SubAppId: subAppId,
    ...animationParams,
    Slot: described(
      optional(string({ min: 1, max: 64 })),
      'A newer preview of the same session, or of the same key pair, with the same Slot cancels this one, unless it is the same. Absent: none does.',
    ),
  },
  answer: {
    content: { 'image/gif': 'The animation.', 'image/webp': 'The animation.', 'image/avif': 'The animation.' },
    headers: { 'X-Cliploop-Preview': previewHeader },
  },
  changes: false,
  needsSpace: true,
  timeLimit: TIME_LIMIT,
  waits: true,
  async run({ applications, pictures, templates }, { FileId, SubAppId, Slot, ...given }, caller) {
    const application = await applications.resolve(SubAppId);
    return pictures.gate.run(application, async () => {
      const animation = await animationOptions(templates, application, given);
      const { signal, secretId, session } = caller;
      const name = Slot && `${session?.id ?? secretId} ${Slot}`;
      const made = await pictures.preview(application, FileId, animation, { name, signal });
      const header = {
        Bytes: made.file.size,
        Frames: made.frames,
        Width: made.width,
        Height: made.height,
        StartTimeOffset: made.start,
        EndTimeOffset: made.end,
        Md5: made.md5,
        Seconds: rounded(made.seconds),
        Cut: made.cut,
        Seam: made.seam ? wireSeam(made.seam) : null,
        Fitted: made.fitted ? wireFitted(made.fitted) : null,
      };
      const headers = { 'x-cliploop-preview': JSON.stringify(header) };
      return new Binary(`image/${animation.format}`, made.file, { headers });
    });
  },
});

function wireSeam({ moved, crossfade, jumpBefore, jump }: NonNullable<MadePreview['seam']>): object {
  return { Moved: moved, Crossfade: crossfade, JumpBefore: rounded(jumpBefore), Jump: rounded(jump) };
}

function wireFitted({ quality, width, height, fps }: NonNullable<MadePreview['fitted']>): object {
  return { Quality: quality, Width: width, Height: height, Fps: rounded(fps) };
}

function wirePlan(result: PlanResult): object {
  const { estimate, delays, warnings } = result;
  return {
    Format: result.format,
    Width: result.width,
    Height: result.height,
    Frames: result.frames,
    Exact: result.exact,
    Fps: result.frameRate,
    Duration: result.duration,
    StartTimeOffset: result.start,
    EndTimeOffset: result.end,
    Delays: delays && { Shortest: delays.shortest, Longest: delays.longest },
    Estimate: estimate && {
      Bytes: estimate.bytes,
      LowBytes: estimate.low,
      HighBytes: estimate.high,
      Frames: estimate.frames,
      Seconds: estimate.seconds,
    },
    Suggestions: result.suggestions.map(({ options, bytes }) => ({
      Width: options.width ?? null,
      Height: options.height ?? null,
      Fps: options.fps ?? null,
      Bytes: bytes,
    })),
    Warnings: warnings.map(({ code, message }) => ({ Code: code, Message: message })),
  };
}

export const pictureRoutes: readonly AnyRoute[] = [stills, plan, preview];
