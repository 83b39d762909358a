import { allRights } from '../../../domain/key/rights.js';
import { wireTime } from '../../../wire/time.js';
import { integer, list, nullable, oneOf, record, text, time } from '../../description/schema.js';
import { type AnyRoute, route } from '../route.js';

const described = record(
  {
    SecretId: text('ID of the key pair.'),
    Name: text('Name of the key pair. It may be empty.'),
    Rights: list(oneOf('A right.', ...allRights), 'The rights of the key pair.'),
    SubAppIds: nullable(
      list(integer('ID of an application.'), 'IDs of applications.'),
      'The applications that the key pair may use. Null: all.',
    ),
    KeyExpireTime: nullable(time('Time.'), 'When the key pair expires. Null: never.'),
  },
  'SessionInfo',
);

const describe = route({
  name: 'DescribeSession',
  method: 'GET',
  path: '/x/v1/session',
  summary: 'Returns the key pair that signed the request, its rights and its applications.',
  right: 'none',
  answer: {
    result: described,
    example: {
      SecretId: 'AKIDce10f5b5ce4e4b5a8ee1c6e2c1a3d7f0',
      Name: 'editors',
      Rights: ['read', 'process'],
      SubAppIds: [1500000000],
      KeyExpireTime: null,
    },
  },
  async run({ keyPairs }, _, { secretId, access }) {
    const { name, expireTime } = await keyPairs.describe(secretId);
    return {
      SecretId: secretId,
      Name: name,
      Rights: access.rights,
      SubAppIds: access.applications,
      KeyExpireTime: expireTime && wireTime(expireTime),
    };
  },
});

export const sessionRoutes: readonly AnyRoute[] = [describe];
