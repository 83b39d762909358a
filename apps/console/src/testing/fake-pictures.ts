import { FakeError } from './fake-error.ts';
import type { FakeService } from './fake-service.ts';

type Params = Readonly<Record<string, unknown>>;

interface FakeFilm {
  /** Seconds. */
  readonly length: number;
  readonly fps: number;
}

const round = (time: number): number => Math.round(time * 1e6) / 1e6;
const text = (params: Params, name: string): string | undefined => params[name] as string | undefined;

/** Answers the routes that make pictures of a media: frames, plans and previews, with empty pictures. */
export function fakePictures({ overrides }: FakeService, fileId: string, film: FakeFilm): void {
  const path = `/x/v1/media/${fileId}`;
  overrides[`GET ${path}/stills`] = (params) => stills(film, params);
  overrides[`POST ${path}/plan`] = (params) => plan(film, flat(params));
  overrides[`POST ${path}/preview`] = (params) => preview(film, flat(params));
}

/** The settings beside the segment. */
const flat = ({ Settings, ...params }: Params): Params => ({ ...params, ...(Settings as Params | undefined) });

const withHeader = (type: string, name: string, facts: object, bytes = 100): Response =>
  new Response(new Uint8Array(bytes), { headers: { 'content-type': type, [name]: JSON.stringify(facts) } });

function stills({ fps, length }: FakeFilm, params: Params): Response | FakeError {
  const frames = Array.from({ length: Math.round(length * fps) }, (_, index) => round(index / fps));
  const shownAt = (time: number) => frames.findLast((one) => one <= time + 1e-6) ?? 0;
  const start = Number(text(params, 'StartTimeOffset') ?? 0);
  const end = Number(text(params, 'EndTimeOffset') ?? 0) || length;
  const [times, every, count] = [text(params, 'Times'), text(params, 'Every'), Number(text(params, 'Count'))];
  const found = times
    ? times.split(',').map((time) => shownAt(Number(time) < 0 ? length + Number(time) : Number(time)))
    : every
      ? [shownAt(start), ...frames.filter((time) => time > start && time < end)].filter(
          (_, n) => n % Number(every) === 0,
        )
      : Array.from({ length: count }, (_, part) => shownAt(start + ((end - start) * (part + 0.5)) / count));
  if (found.length > 400) return new FakeError('InvalidParameterValue', 'More than 400 stills', 400);
  const facts = { Times: found, Columns: 10, Width: 160, Height: 90, Exact: true };
  return withHeader('image/webp', 'x-cliploop-stills', facts);
}

interface FakeSize {
  readonly Fps?: number | 'source';
  readonly Width?: number;
  readonly Format?: string;
  readonly StartTimeOffset: number;
  readonly EndTimeOffset: number;
}

function sizeOf({ length, fps }: FakeFilm, { Fps = 2, Width = 1920, StartTimeOffset: start, EndTimeOffset }: FakeSize) {
  const rate = Fps === 'source' ? fps : Fps;
  const duration = round((EndTimeOffset || length) - start);
  const frames = Math.ceil(duration * rate - 1e-6);
  return { frames, duration, width: Width, height: Math.round((Width * 9) / 16), bytes: frames * Width * 20 };
}

function plan(film: FakeFilm, params: Params): object {
  const given = params as unknown as FakeSize;
  const { frames, duration, width, height, bytes } = sizeOf(film, given);
  return {
    ...{
      Format: given.Format ?? 'gif',
      Width: width,
      Height: height,
      Frames: frames,
      Exact: true,
      Fps: given.Fps ?? 2,
    },
    ...{ Duration: duration, StartTimeOffset: given.StartTimeOffset, EndTimeOffset: given.EndTimeOffset },
    Delays: { Shortest: 0.06, Longest: 0.07 },
    Estimate: { Bytes: bytes, LowBytes: bytes / 2, HighBytes: bytes * 2, Frames: frames, Seconds: 1.5 },
    Suggestions: [{ Width: 320, Height: null, Fps: null, Bytes: Math.round(bytes / 4) }],
    Warnings: width > 1920 ? [{ Code: 'SIZE_ABOVE_SOURCE', Message: 'The output is larger.' }] : [],
  };
}

function preview(film: FakeFilm, params: Params): Response {
  const given = params as unknown as FakeSize;
  const { frames, width, height, bytes } = sizeOf(film, given);
  const size = { Bytes: bytes, Frames: frames, Width: width, Height: height };
  const times = { StartTimeOffset: given.StartTimeOffset, EndTimeOffset: given.EndTimeOffset };
  const facts = { ...size, ...times, Md5: '', Seconds: 0.1, Cut: [] };
  return withHeader(`image/${given.Format ?? 'gif'}`, 'x-cliploop-preview', facts);
}
