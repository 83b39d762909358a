import * as v from 'valibot';

/** A value of the address; a wrong one is ignored, so that an old or edited link still shows the page. */
const optional = <T extends v.GenericSchema>(schema: T) => v.optional(v.fallback(v.optional(schema), undefined));

const day = v.pipe(v.string(), v.isoDate());

export const statuses = ['WAITING', 'PROCESSING', 'FINISH', 'ABORTED'] as const;
export const types = ['Procedure', 'PullUpload'] as const;
export const periods = ['hour', 'day', 'week', 'dates'] as const;
export const sorts = ['oldest', 'ended'] as const;

/** What the list shows, in its address. Absent values are the defaults. */
export const tasksSearch = v.object({
  status: optional(v.picklist(statuses)),
  type: optional(v.picklist(types)),
  /** When the tasks were created. `dates`: from the day `after` to the day `before`. */
  period: optional(v.picklist(periods)),
  after: optional(day),
  before: optional(day),
  /** FileId of a media. */
  media: optional(v.pipe(v.union([v.string(), v.number()]), v.transform(String), v.regex(/^[\w-]{1,64}$/))),
  sort: optional(v.picklist(sorts)),
  /** ScrollToken: where the page begins. */
  from: optional(v.pipe(v.string(), v.maxLength(256))),
});

export type TasksSearch = v.InferOutput<typeof tasksSearch>;
