import { described, optional } from '../../wire/params/kind.js';
import { integer } from '../../wire/params/number.js';

/** The parameter that nearly every action has. */
export const subAppId = described(
  optional(integer({ min: 0, code: 'InvalidParameterValue.SubAppId' })),
  'The application that this is about. Absent, 0 or the id of the account: the main one.',
);
