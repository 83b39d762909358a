import type { KeyInfo } from '../../../domain/key/key-admin.js';
import { allRights, rights } from '../../../domain/key/rights.js';
import { apiError } from '../../../wire/error/api-error.js';
import { array } from '../../../wire/params/array.js';
import { described, optional, withDefault } from '../../../wire/params/kind.js';
import { integer as integerKind } from '../../../wire/params/number.js';
import { string } from '../../../wire/params/string.js';
import { time as timeKind } from '../../../wire/params/time.js';
import { wireTime } from '../../../wire/time.js';
import { requireAll } from '../../access.js';
import { nothing } from '../../description/group.js';
import { integer, list, nullable, oneOf, record, text, time } from '../../description/schema.js';
import { type AnyRoute, route } from '../route.js';

const SECRET_ID = 'AKIDce10f5b5ce4e4b5a8ee1c6e2c1a3d7f0';
const MAX_OVERLAP_S = 90 * 86_400;

/** Names the rights for all applications in a refusal. */
const what = 'Key pairs can be listed and changed';

const secretId = described(
  string({ max: 128, pattern: /^[\x21-\x7e]+$/, form: 'printable ASCII' }),
  'ID of the key pair.',
);

const states = {
  ENABLED: 'it is accepted',
  DISABLED: 'it was disabled',
  EXPIRED: 'it has expired',
  UNUSED: 'it is from the environment of a service, and no running service has it',
};

const key = record({
  SecretId: text('ID of the key pair.'),
  Name: text('Name. It may be empty.'),
  Origin: oneOf('Where it came from.', 'environment', 'first start', 'command', 'request'),
  State: oneOf(
    `${Object.entries(states)
      .map(([state, means]) => `\`${state}\`: ${means}`)
      .join('; ')}.`,
    ...Object.keys(states),
  ),
  Rights: list(oneOf('A right.', ...allRights), 'Rights.'),
  SubAppIds: nullable(list(integer('ID of an application.'), 'IDs.'), 'Applications that it may use. Null: all.'),
  CreateTime: time('When it was created.'),
  LastUseTime: nullable(time('Time.'), 'When it was used last, to the minute. Null: never.'),
  ExpireTime: nullable(time('Time.'), 'When it expires. Null: never.'),
  OldSecretUntil: nullable(
    time('Time.'),
    'Until then, the secret key before the rotation is accepted, too. Null: it is not.',
  ),
});

const pair = record({
  SecretId: text('ID of the key pair.'),
  SecretKey: text('Secret key. No later answer contains it.'),
});
const pairExample = { SecretId: SECRET_ID, SecretKey: '1f3870be274f6c49b3e31a0c6728957f' };

function wireKey(info: KeyInfo): object {
  const at = (when: Date | null) => when && wireTime(when);
  return {
    ...{ SecretId: info.secretId, Name: info.name, Origin: info.origin, State: info.state.toUpperCase() },
    ...{ Rights: info.rights, SubAppIds: info.applications, CreateTime: wireTime(info.createTime) },
    ...{ LastUseTime: at(info.lastUseTime), ExpireTime: at(info.expireTime), OldSecretUntil: at(info.oldSecretUntil) },
  };
}

const describe = route({
  name: 'DescribeKeys',
  method: 'GET',
  path: '/x/v1/keys',
  summary:
    'Returns all key pairs without their secret keys, the oldest first. The key pair must not be limited to applications.',
  right: 'manage',
  answer: {
    result: record({ Keys: list(key, 'The key pairs.') }),
    example: {
      Keys: [
        {
          ...{ SecretId: SECRET_ID, Name: 'editors', Origin: 'command', State: 'ENABLED', Rights: ['read', 'process'] },
          ...{ SubAppIds: [1500000000], CreateTime: '2026-01-05T08:00:00Z', LastUseTime: '2026-01-06T09:30:00Z' },
          ...{ ExpireTime: null, OldSecretUntil: null },
        },
      ],
    },
  },
  async run({ keys }, _, { access }) {
    requireAll(access, what);
    return { Keys: (await keys.list()).map(wireKey) };
  },
});

const create = route({
  name: 'CreateKey',
  method: 'POST',
  path: '/x/v1/keys',
  summary:
    'Creates a key pair, and returns its secret key, which no later answer contains. It gets only rights that the key pair of the request ' +
    'has, and expires no later. The key pair must not be limited to applications.',
  right: 'manage',
  body: {
    KeyName: described(withDefault(string({ max: 100 }), ''), 'Name of the key pair.'),
    Rights: described(
      array(string({ enum: allRights }), { min: 1, max: allRights.length }),
      `Rights: ${Object.entries(rights)
        .map(([right, means]) => `\`${right}\`: ${means}`)
        .join('; ')}.`,
    ),
    SubAppIds: described(
      optional(array(integerKind({ min: 1 }), { min: 1, max: 1_000 })),
      'Applications that the key pair may use. Default: all.',
    ),
    ExpireTime: described(optional(timeKind()), 'When the key pair expires. Default: never.'),
  },
  answer: { result: pair, example: pairExample },
  async run({ keys }, { KeyName, Rights, SubAppIds = null, ExpireTime = null }, { access, secretId: by }) {
    requireAll(access, what);
    if (ExpireTime !== null && ExpireTime <= new Date()) {
      throw apiError('InvalidParameterValue', `ExpireTime must be in the future, got ${ExpireTime.toISOString()}`);
    }
    const fields = { name: KeyName, rights: [...new Set(Rights)], applications: SubAppIds, expireTime: ExpireTime };
    const { secretId: SecretId, secretKey: SecretKey } = await keys.create({ secretId: by, access }, fields);
    return { SecretId, SecretKey };
  },
});

const disable = route({
  name: 'DisableKey',
  method: 'POST',
  path: '/x/v1/keys/{SecretId}/disable',
  summary:
    'Disables a key pair, and ends its sessions, at once. The key pair of the request must not be limited to applications.',
  right: 'manage',
  params: { SecretId: secretId },
  body: {
    Confirm: described(
      optional(string({ max: 128 })),
      'The SecretId again, to disable the key pair of the request, or the last one that can manage key pairs.',
    ),
  },
  answer: { result: nothing, example: {} },
  async run({ keys }, { SecretId, Confirm }, { access, secretId: by }) {
    requireAll(access, what);
    await keys.disable({ secretId: by, access }, SecretId, Confirm);
    return {};
  },
});

const enable = route({
  name: 'EnableKey',
  method: 'POST',
  path: '/x/v1/keys/{SecretId}/enable',
  summary:
    'Enables a key pair again. The key pair of the request must have its rights, and must not be limited to applications.',
  right: 'manage',
  params: { SecretId: secretId },
  answer: { result: nothing, example: {} },
  async run({ keys }, { SecretId }, { access, secretId: by }) {
    requireAll(access, what);
    await keys.enable({ secretId: by, access }, SecretId);
    return {};
  },
});

const rotate = route({
  name: 'RotateKey',
  method: 'POST',
  path: '/x/v1/keys/{SecretId}/rotate',
  summary:
    'Gives a key pair a new secret key, which no later answer contains. The key pair of the request must have its rights, and must not be ' +
    'limited to applications. A key pair of the environment of a service is changed there.',
  right: 'manage',
  params: { SecretId: secretId },
  body: {
    Overlap: described(
      withDefault(integerKind({ min: 0, max: MAX_OVERLAP_S }), 86_400),
      'Time for which the present secret key is accepted, too, s. 0: it ends at once.',
    ),
  },
  answer: { result: pair, example: pairExample },
  async run({ keys }, { SecretId, Overlap }, { access, secretId: by }) {
    requireAll(access, what);
    const { secretKey } = await keys.rotate({ secretId: by, access }, SecretId, Overlap);
    return { SecretId, SecretKey: secretKey };
  },
});

export const keyRoutes: readonly AnyRoute[] = [describe, create, disable, enable, rotate];
