import { input } from '../../wire/contract/input.js';
import { array } from '../../wire/params/array.js';
import { ignored } from '../../wire/params/ignored.js';
import { described, optional, withDefault } from '../../wire/params/kind.js';
import { object } from '../../wire/params/object.js';
import { limit, offset } from '../../wire/params/page.js';
import { string } from '../../wire/params/string.js';

export const createParams = object({
  Name: described(string({ min: 1, max: 40, code: 'InvalidParameterValue.Name' }), 'Name of the application.'),
  Description: described(
    withDefault(string({ max: 300, code: 'InvalidParameterValue.Description' }), ''),
    'Description of the application.',
  ),
  // Other modes of the contract identify media by path, which is not supported.
  Mode: described(
    withDefault(string({ enum: ['', 'fileid'] }), ''),
    'How media are identified. Only `fileid` is supported. Empty means `fileid`.',
  ),
  Type: ignored(string()),
  StorageRegion: ignored(string()),
  Tags: ignored(array(input('ResourceTag'))),
});

export const describeParams = object({
  Name: described(optional(string({ max: 100 })), 'Returns only applications with exactly this name.'),
  Tags: described(
    withDefault(array(input('ResourceTag')), []),
    'Tags of applications. Applications have no tags in this service, so a request with tags returns no applications.',
  ),
  Offset: offset,
  Limit: limit({ max: 200, default: 200 }),
});
