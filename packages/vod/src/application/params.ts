import { anyObject } from '../params/any.js';
import { array } from '../params/array.js';
import { described, optional, withDefault } from '../params/kind.js';
import { integer } from '../params/number.js';
import { object } from '../params/object.js';
import { string } from '../params/string.js';

export const createParams = object({
  Name: described(string({ min: 1, max: 40, code: 'InvalidParameterValue.Name' }), 'For people.'),
  Description: described(
    withDefault(string({ max: 300, code: 'InvalidParameterValue.Description' }), ''),
    'For people.',
  ),
  // An application that looks up media by path would be promised something that is not there.
  Mode: described(withDefault(string({ enum: ['', 'fileid'] }), ''), 'Media have a FileId; paths are not served.'),
});

export const describeParams = object({
  Name: described(optional(string()), 'Only those of exactly this name.'),
  Tags: described(withDefault(array(anyObject()), []), 'Applications have no tags, so none has these.'),
  Offset: withDefault(integer({ min: 0 }), 0),
  Limit: withDefault(integer({ min: 0, max: 200 }), 200),
});
