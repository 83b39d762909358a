import { subAppId } from '../../../domain/application/sub-app-id.js';
import { type Change, nouns } from '../../../domain/change/change.js';
import type { Followed } from '../../../domain/change/changes.js';
import { described, optional } from '../../../wire/params/kind.js';
import { string } from '../../../wire/params/string.js';
import { integer, nullable, oneOf, record, text } from '../../description/schema.js';
import { Stream } from '../reply.js';
import { type AnyRoute, route } from '../route.js';

/** Time after which a client connects again, ms. */
const RETRY_MS = 2_000;

const change = record(
  {
    Kind: oneOf('What happened.', 'created', 'updated', 'deleted'),
    Id: text('ID of the object: of a task flow, its name.'),
    SubAppId: nullable(integer('ID of an application.'), 'Application of the object. Null: it belongs to none.'),
    Status: nullable(
      text('Status.'),
      'Status of a task, an upload, a callback or a key pair. Null: the object has none.',
    ),
    Progress: nullable(
      integer('Percent.'),
      'Mean progress of the sub-tasks of a task, 0 to 100. Null: of other objects.',
    ),
    FileId: nullable(text('ID of a media.'), 'The media of a task or an upload. Null: none.'),
  },
  'ChangeEvent',
);

const types = Object.entries(nouns).map(([noun, what]) => `\`${noun}\` (${what})`);

const follow = route({
  name: 'FollowEvents',
  method: 'GET',
  path: '/x/v1/events',
  summary: 'Sends changes as server-sent events, as long as the connection is open.',
  right: 'read',
  query: {
    SubAppId: described(
      optional(subAppId),
      'Only changes of this application. Default: of all that the key pair may use.',
    ),
    LastEventId: described(
      optional(string({ max: 2_000 })),
      'ID of the last event that the client has. The header Last-Event-ID has precedence.',
    ),
  },
  answer: {
    content: {
      'text/event-stream': {
        description:
          `Events with the types ${types.join(', ')}. Their data is a ChangeEvent. A client may get a change more than once, and several ` +
          'changes of one object as one. The first event is `ready`: the client gets all changes after it. With an ID, it comes after the ' +
          'changes that the client has missed; if they are older than an hour, or if there are more than 100,000, `reset` comes instead, ' +
          'and the client must read again what it shows. A comment is sent every 15 s. The stream ends when the key pair is changed, and with ' +
          'the session; after a change, the client connects again. A stream does not extend its session.',
        data: change,
      },
    },
  },
  async run({ applications, changes }, { SubAppId, LastEventId }, { access, secretId, session, lastEventId, signal }) {
    const only = SubAppId === undefined ? access.applications : [await applications.resolve(SubAppId)];
    const common = access.applications === null && access.rights.includes('manage');
    const followed = changes.follow({
      scope: { applications: only, common },
      after: lastEventId ?? LastEventId,
      ends: (change) => ends(change, secretId, session?.id),
      signal,
    });
    return new Stream('text/event-stream', piecesOf(followed));
  },
});

/** Whether a change concerns the key pair or the session of a stream. Its client connects again if it still may. */
function ends({ noun, id, kind }: Change, secretId: string, sessionId: string | undefined): boolean {
  // A change that was made just before the stream may still come, so a new key pair does not end it.
  return kind !== 'created' && ((noun === 'key' && id === secretId) || (noun === 'session' && id === sessionId));
}

async function* piecesOf(followed: AsyncIterable<Followed>): AsyncGenerator<string> {
  // Sends the headers.
  yield `retry: ${RETRY_MS}\n\n`;
  for await (const one of followed) yield pieceOf(one);
}

function pieceOf(one: Followed): string {
  if (one.kind === 'heartbeat') return ':\n\n';
  if (one.kind !== 'changes') return `event: ${one.kind}\nid: ${one.position}\ndata: {}\n\n`;
  const id = `id: ${one.position}\n`;
  // Only the last one has the new position: a client that gets a part of them must get all of them again.
  return one.changes
    .map((of, index) => `event: ${of.noun}\n${index === one.changes.length - 1 ? id : ''}data: ${dataOf(of)}\n\n`)
    .join('');
}

function dataOf({ kind, id, subAppId, status, progress, fileId }: Change): string {
  return JSON.stringify({ Kind: kind, Id: id, SubAppId: subAppId, Status: status, Progress: progress, FileId: fileId });
}

export const eventRoutes: readonly AnyRoute[] = [follow];
