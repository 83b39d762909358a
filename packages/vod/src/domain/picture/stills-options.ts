import type { MediaMetaData } from '../../store/tables/media.js';
import { apiError } from '../../wire/error/api-error.js';
import type { ObjectOf } from '../../wire/params/object.js';
import type { StillsOptions } from './maker.js';
import type { stillsParams } from './params.js';
import { sheetFor } from './sheet.js';

export type StillsParams = ObjectOf<typeof stillsParams>;

/** @throws ApiError MissingParameter, InvalidParameterValue unless there is exactly one choice of stills */
export function stillsOptions(params: StillsParams, meta: MediaMetaData): StillsOptions {
  const { Times, Every, Interval, Count, KeyFrames, StartTimeOffset, EndTimeOffset, Stream, InputFps, Columns } =
    params;
  const size = { width: params.Width, height: params.Height };
  const given = Object.entries({ Times, Every, Interval, Count }).filter(([, value]) => value !== undefined);
  const [first, second] = given.map(([name]) => name);
  if (first === undefined) {
    throw apiError('MissingParameter', 'Times, Every, Interval and Count are missing; give one of them');
  }
  if (second !== undefined) {
    throw apiError('InvalidParameterValue', `${first} and ${second} cannot be combined; give only one of them`);
  }
  const count = Times?.length ?? Count;
  return {
    ...(Times !== undefined && { times: Times }),
    ...(Every !== undefined && { every: Every }),
    ...(Interval !== undefined && { interval: Interval }),
    ...(Count !== undefined && { count: Count, keyFrames: KeyFrames }),
    ...(StartTimeOffset !== undefined && { start: StartTimeOffset }),
    ...(EndTimeOffset !== undefined && { end: EndTimeOffset }),
    ...(Stream !== undefined && { stream: Stream }),
    ...(InputFps !== undefined && { inputFps: InputFps }),
    ...size,
    format: params.Format,
    quality: params.Quality,
    ...(count !== 1 && { sheet: sheetFor(meta, size, { columns: Columns, count }) }),
  };
}
