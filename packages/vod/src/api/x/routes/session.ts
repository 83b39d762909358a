import type { VerifyingKey } from '../../../domain/key/key-pairs.js';
import { allRights, type KeyAccess } from '../../../domain/key/rights.js';
import type { Session } from '../../../domain/sign-in/sessions.js';
import { apiError } from '../../../wire/error/api-error.js';
import { described, optional } from '../../../wire/params/kind.js';
import { string } from '../../../wire/params/string.js';
import { wireTime } from '../../../wire/time.js';
import { nothing } from '../../description/group.js';
import { integer, list, nullable, oneOf, record, text, time } from '../../description/schema.js';
import type { Service } from '../../service.js';
import { type AnyRoute, route } from '../route.js';
import { signIn } from './sign-in.js';

const secretId = text('ID of the key pair.');
const members = {
  Name: text('Name of the key pair. It may be empty.'),
  Rights: list(oneOf('A right.', ...allRights), 'The rights of the key pair.'),
  SubAppIds: nullable(
    list(integer('ID of an application.'), 'IDs of applications.'),
    'The applications that the key pair may use. Null: all.',
  ),
  KeyExpireTime: nullable(time('Time.'), 'When the key pair expires. Null: never.'),
  SessionId: nullable(text('ID.'), 'ID of the session. Null: the request is signed.'),
  ExpireTime: nullable(
    time('Time.'),
    'When the session ends at the latest. It ends before when it is not used for 12 hours. Null: the request is signed.',
  ),
};
const info = record({ SecretId: secretId, ...members });

/** Of a client that is not signed in. */
const nobody = {
  SecretId: null,
  Name: '',
  Rights: [],
  SubAppIds: [],
  KeyExpireTime: null,
  SessionId: null,
  ExpireTime: null,
};

const example = {
  SecretId: 'AKIDce10f5b5ce4e4b5a8ee1c6e2c1a3d7f0',
  Name: 'editors',
  Rights: ['read', 'process'],
  SubAppIds: [1500000000],
  KeyExpireTime: null,
  SessionId: '0b5c1a63-54a1-4a7c-9d0f-5b6f0a3a8d1e',
  ExpireTime: '2026-02-04T08:00:00Z',
};

async function infoOf(
  { keyPairs }: Service,
  secretId: string,
  access: KeyAccess,
  session: { readonly id: string; readonly expireTime: Date } | undefined,
): Promise<object> {
  const { name, expireTime } = await keyPairs.describe(secretId);
  return {
    SecretId: secretId,
    Name: name,
    Rights: access.rights,
    SubAppIds: access.applications,
    KeyExpireTime: expireTime && wireTime(expireTime),
    SessionId: session?.id ?? null,
    ExpireTime: session ? wireTime(session.expireTime) : null,
  };
}

const describe = route({
  name: 'DescribeSession',
  method: 'GET',
  path: '/x/v1/session',
  summary:
    'Returns the key pair of the request, its rights and its applications, or says that the client is not signed in.',
  right: 'optional',
  answer: {
    result: record({
      SecretId: nullable(
        secretId,
        'ID of the key pair. Null: the client is not signed in. Then the other members are empty.',
      ),
      ...members,
    }),
    example,
  },
  async run(service, _, { secretId, access, session }) {
    if (secretId === '') return nobody;
    return infoOf(service, secretId, access, session && { id: session.id, expireTime: session.expire_time });
  },
});

const create = route({
  name: 'CreateSession',
  method: 'POST',
  path: '/x/v1/session',
  summary:
    'Signs a browser in, with a key pair or with the token of a link, and sets the cookie of the session. The session acts as the key pair.',
  right: 'public',
  body: {
    SecretId: described(optional(string({ max: 128 })), 'ID of the key pair.'),
    SecretKey: described(optional(string({ max: 256, secret: true })), 'Secret key of the key pair.'),
    Token: described(
      optional(string({ max: 128, secret: true })),
      'Token of a link, which `cliploop-server link` prints. It is valid once, for an hour. Replaces SecretId and SecretKey.',
    ),
  },
  answer: { result: info, example },
  async run(service, { SecretId, SecretKey, Token }, caller) {
    const { sessions } = service;
    const { client } = caller;
    let signed: { secretId: string; key: VerifyingKey };
    if (Token !== undefined && SecretId === undefined && SecretKey === undefined) {
      signed = await signIn.byToken(service, Token, caller);
    } else if (Token === undefined && SecretId !== undefined && SecretKey !== undefined) {
      signed = await signIn.byKey(service, SecretId, SecretKey, caller);
    } else {
      throw apiError('InvalidParameter', 'The request must have either SecretId and SecretKey, or Token');
    }
    const { secretId, key } = signed;
    const session = await sessions.begin(secretId, key, client);
    // A cookie is never used on: another client could have set it.
    if (client.token !== undefined) await sessions.endToken(client.token);
    caller.signedIn(secretId, session);
    return infoOf(service, secretId, key, session);
  },
});

const remove = route({
  name: 'DeleteSession',
  method: 'DELETE',
  path: '/x/v1/session',
  summary: 'Signs the browser out: ends its session.',
  right: 'none',
  answer: { result: nothing, example: {} },
  async run({ sessions }, _, { secretId, session, signedOut }) {
    if (session === undefined) throw apiError('ResourceNotFound', 'The request is signed, and has no session');
    await sessions.end(secretId, session.id);
    signedOut();
    return {};
  },
});

const listed = record(
  {
    SessionId: text('ID of the session.'),
    CreateTime: time('When the session began.'),
    LastUseTime: time('When the session was last used, to the minute.'),
    ExpireTime: time('When the session ends at the latest.'),
    Address: text('Address of the client that signed in.'),
    UserAgent: text('Browser that signed in, as it names itself.'),
    Current: { type: 'boolean', description: 'Whether it is the session of this request.' },
  },
  'SessionItem',
);

const wireSession = (session: Session, current: Session | undefined): object => ({
  SessionId: session.id,
  CreateTime: wireTime(session.create_time),
  LastUseTime: wireTime(session.last_use_time),
  ExpireTime: wireTime(session.expire_time),
  Address: session.address,
  UserAgent: session.user_agent,
  Current: session.id === current?.id,
});

const listAll = route({
  name: 'DescribeSessions',
  method: 'GET',
  path: '/x/v1/sessions',
  summary: 'Lists the sessions of the key pair, the one that was used last first.',
  right: 'none',
  answer: {
    result: record({ Sessions: list(listed, 'The sessions.') }),
    example: {
      Sessions: [
        {
          SessionId: example.SessionId,
          CreateTime: '2026-01-05T08:00:00Z',
          LastUseTime: '2026-01-05T09:30:00Z',
          ExpireTime: example.ExpireTime,
          Address: '192.0.2.7',
          UserAgent: 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0',
          Current: true,
        },
      ],
    },
  },
  async run({ sessions }, _, { secretId, session }) {
    const all = await sessions.list(secretId);
    return { Sessions: all.map((one) => wireSession(one, session)) };
  },
});

const end = route({
  name: 'EndSession',
  method: 'DELETE',
  path: '/x/v1/sessions/{SessionId}',
  summary: 'Ends a session of the key pair.',
  right: 'none',
  params: { SessionId: described(string({ max: 64 }), 'ID of the session.') },
  answer: { result: nothing, example: {} },
  async run({ sessions }, { SessionId }, { secretId, session, signedOut }) {
    if (!(await sessions.end(secretId, SessionId))) {
      throw apiError('ResourceNotFound', `Session ${JSON.stringify(SessionId)} not found (SessionId)`);
    }
    if (session?.id === SessionId) signedOut();
    return {};
  },
});

export const sessionRoutes: readonly AnyRoute[] = [describe, create, remove, listAll, end];
