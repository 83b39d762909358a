import { described, optional } from '../../wire/params/kind.js';
import { integer } from '../../wire/params/number.js';
import { string } from '../../wire/params/string.js';

/** The parameter that nearly every action has. */
export const subAppId = described(
  optional(integer({ min: 0, code: 'InvalidParameterValue.SubAppId' })),
  'ID of the application. Absent, 0 or the ID of the account: the main application.',
);

/** A reserved parameter of many actions. Some clients put JSON into it. */
export const extInfo = described(optional(string({ max: 4096 })), 'Reserved. Ignored.');
