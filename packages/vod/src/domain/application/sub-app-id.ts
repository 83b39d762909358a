import { described, optional } from '../../wire/params/kind.js';
import { integer } from '../../wire/params/number.js';

/** The parameter that nearly every action has. */
export const subAppId = described(
  optional(integer({ min: 0, code: 'InvalidParameterValue.SubAppId' })),
  'ID of the application. Absent, 0 or the ID of the account: the main application.',
);
