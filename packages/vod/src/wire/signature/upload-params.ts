import { type Infer, optional } from '../params/kind.js';
import { integer } from '../params/number.js';
import { object } from '../params/object.js';
import { string } from '../params/string.js';

const unixSeconds = integer({ min: 0, max: 99_999_999_999 });

/** What a client upload signature says; the names are the contract's. */
export const uploadParams = object({
  secretId: string({ min: 1, max: 128 }),
  currentTimeStamp: unixSeconds,
  expireTime: unixSeconds,
  random: integer({ min: 0, max: 4_294_967_295 }),
  classId: optional(integer({ min: 0 })),
  /** Task flow to run after the upload. */
  procedure: optional(string({ max: 1000 })),
  taskPriority: optional(integer({ min: -10, max: 10 })),
  taskNotifyMode: optional(string({ enum: ['', 'Finish', 'Change', 'None'] })),
  sourceContext: optional(string({ max: 250 })),
  /** 1: good for one upload. The one who accepts it keeps the account. */
  oneTimeValid: optional(integer({ min: 0, max: 1 })),
  vodSubAppId: optional(integer({ min: 0 })),
  sessionContext: optional(string({ max: 1000, code: 'InvalidParameterValue.SessionContextTooLong' })),
  storageRegion: optional(string({ max: 64 })),
});

export type UploadParams = Infer<typeof uploadParams>;

/** Seconds that a signature may be valid: 90 days. */
export const uploadLifetime = 7_776_000;
