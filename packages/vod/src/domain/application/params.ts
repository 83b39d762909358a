import { input } from '../../wire/contract/input.js';
import { array } from '../../wire/params/array.js';
import { ignored } from '../../wire/params/ignored.js';
import { described, optional, withDefault } from '../../wire/params/kind.js';
import { object } from '../../wire/params/object.js';
import { limit, offset } from '../../wire/params/page.js';
import { string } from '../../wire/params/string.js';

export const createParams = object({
  Name: described(
    string({ min: 1, max: 40, code: 'InvalidParameterValue.Name' }),
    'Name of the application, for people.',
  ),
  Description: described(
    withDefault(string({ max: 300, code: 'InvalidParameterValue.Description' }), ''),
    'What the application is for, for people.',
  ),
  // An application that looks up media by path would be promised something that is not there.
  Mode: described(
    withDefault(string({ enum: ['', 'fileid'] }), ''),
    'How media are found. `fileid` is the only way, and empty stands for it.',
  ),
  Type: ignored(string()),
  StorageRegion: ignored(string()),
  Tags: ignored(array(input('ResourceTag'))),
});

export const describeParams = object({
  Name: described(optional(string()), 'Only applications of exactly this name.'),
  Tags: described(withDefault(array(input('ResourceTag')), []), 'Finds nothing: applications have no tags here.'),
  Offset: offset,
  Limit: limit({ max: 200, default: 200 }),
});
