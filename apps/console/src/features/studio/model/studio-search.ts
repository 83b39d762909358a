import * as v from 'valibot';
import { formats } from '../../../parts/formats.ts';

/** A value of the address; a wrong one is ignored, so that an old or edited link still shows the page. */
const optional = <T extends v.GenericSchema>(schema: T) => v.optional(v.fallback(v.optional(schema), undefined));

const time = optional(v.pipe(v.number(), v.finite(), v.minValue(0)));
const side = optional(v.pipe(v.number(), v.safeInteger(), v.minValue(0), v.maxValue(16_384)));
const own = {
  format: optional(v.picklist(formats)),
  width: side,
  height: side,
  fps: optional(v.union([v.pipe(v.number(), v.minValue(1)), v.literal('source')])),
  quality: optional(v.pipe(v.number(), v.safeInteger(), v.minValue(1), v.maxValue(100))),
  /** Checked when the page is shown, because its rules are not part of the first load. */
  more: optional(v.record(v.string(), v.unknown())),
};

/** The state of the page, in its address. Absent values are the defaults. */
export const studioSearch = v.object({
  /** Time of the first frame, seconds, as the service reported it. */
  in: time,
  /** Time of the last frame. */
  out: time,
  /** The playhead. */
  at: time,
  /** Definition of the template. Absent: own settings. */
  template: optional(v.pipe(v.number(), v.safeInteger(), v.minValue(1))),
  ...own,
  /** The settings to compare with. */
  b: optional(v.object(own)),
  /** TaskId of the animation that was started last. */
  task: optional(v.pipe(v.string(), v.maxLength(128))),
});

export type StudioSearch = v.InferOutput<typeof studioSearch>;
