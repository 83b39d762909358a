import { subAppId } from '../../../domain/application/sub-app-id.js';
import { type DeliveryState, deliveryStates } from '../../../domain/event/deliveries.js';
import { notificationUrl } from '../../../domain/event/params.js';

import { described, optional, withDefault } from '../../../wire/params/kind.js';
import { integer as integerKind } from '../../../wire/params/number.js';
import { string } from '../../../wire/params/string.js';
import { wireTime } from '../../../wire/time.js';
import { integer, list, nullable, number, oneOf, record, text, time } from '../../description/schema.js';
import { type AnyRoute, route } from '../route.js';

const states = Object.keys(deliveryStates) as DeliveryState[];
const meaning = Object.entries(deliveryStates).map(([state, what]) => `\`${state}\`: ${what}`);

/** Headers of an answer that explain it. */
const SHOWN_HEADERS = ['content-type', 'content-length', 'location', 'retry-after', 'server', 'www-authenticate'];
const HEADER_LENGTH = 256;

const url = text('URL without user name, password and query.');
const answer = text('The first 1 KiB of the answer. It is not trusted: show it only as text.');
const statusCode = nullable(integer('HTTP status.'), 'HTTP status of the last attempt. Null: there was no answer.');

const delivery = record({
  Id: integer('ID of the callback.'),
  State: oneOf(`${meaning.join('; ')}.`, ...states),
  EventType: text('Type of the event.'),
  Url: url,
  Attempts: integer('Number of attempts that have ended.'),
  StatusCode: statusCode,
  Answer: answer,
  Seconds: nullable(number('Seconds.'), 'How long the last attempt took. Null: not known.'),
  Reason: text('Why the last attempt failed. Empty: it did not fail.'),
  CreateTime: time('When the event happened.'),
  AttemptTime: nullable(time('Time.'), 'When the last attempt ended. Null: there was none, or it was not recorded.'),
  NextTime: nullable(time('Time.'), 'When the next attempt begins. Null: there is none.'),
});

const example = {
  ...{
    Id: 512,
    State: 'WAITING',
    EventType: 'ProcedureStateChanged',
    Url: 'https://example.com/callback',
    Attempts: 1,
  },
  ...{
    StatusCode: 503,
    Answer: 'try later',
    Seconds: 0.12,
    Reason: 'https://example.com/callback: expected status 200, got 503',
  },
  ...{ CreateTime: '2026-01-05T08:00:00Z', AttemptTime: '2026-01-05T08:00:01Z', NextTime: '2026-01-05T08:00:06Z' },
};

const describe = route({
  name: 'DescribeDeliveries',
  method: 'GET',
  path: '/x/v1/deliveries',
  summary:
    'Returns the callbacks of an application, the newest first: those that wait, and those of the last four days.',
  right: 'read',
  query: {
    SubAppId: subAppId,
    State: described(optional(string({ enum: states })), 'Only callbacks in this state. Default: in all states.'),
    Limit: described(withDefault(integerKind({ min: 1, max: 100 }), 20), 'Maximum number of callbacks to return.'),
    Before: described(optional(integerKind({ min: 1 })), 'Only callbacks that are older than the one with this ID.'),
  },
  answer: {
    result: record({
      Deliveries: list(delivery, 'The callbacks. Of those that were delivered, the last 1,000 are kept.'),
      Counts: {
        description: 'Number of callbacks and events of the application that were not delivered.',
        ...record({
          Waiting: integer('Number of callbacks that wait.'),
          Failed: integer('Number of callbacks that failed.'),
          Refused: integer('Number of callbacks whose address is not allowed.'),
          EventsToPull: integer('Number of events that can be pulled now (PullEvents).'),
        }),
      },
    }),
    example: { Deliveries: [example], Counts: { Waiting: 1, Failed: 0, Refused: 0, EventsToPull: 0 } },
  },
  async run({ applications, events }, { SubAppId, State, Limit, Before }) {
    const application = await applications.resolve(SubAppId);
    const page = { states: State === undefined ? states : [State], limit: Limit, before: Before };
    const [found, counts, toPull] = await Promise.all([
      events.deliveries.list(application, page),
      events.deliveries.count(application),
      events.queue.count(application),
    ]);
    return {
      Deliveries: found.map((one) => ({
        ...{ Id: one.id, State: one.state, EventType: one.eventType, Url: one.url, Attempts: one.attempts },
        ...{ StatusCode: one.statusCode, Answer: one.answer, Seconds: one.seconds, Reason: one.reason },
        CreateTime: wireTime(one.createTime),
        AttemptTime: one.attemptTime && wireTime(one.attemptTime),
        NextTime: one.nextTime && wireTime(one.nextTime),
      })),
      Counts: { Waiting: counts.WAITING, Failed: counts.FAILED, Refused: counts.REFUSED, EventsToPull: toPull },
    };
  },
});

const resend = route({
  name: 'ResendDelivery',
  method: 'POST',
  path: '/x/v1/deliveries/{Id}/resend',
  summary: 'Sends a callback again at once, to the current NotificationUrl of its application, and with all attempts.',
  right: 'process',
  params: { Id: described(integerKind({ min: 1 }), 'ID of the callback.') },
  body: { SubAppId: subAppId },
  answer: {
    result: record({
      SentId: integer('ID of the callback that is sent. A callback that was delivered gets a new one.'),
    }),
    example: { SentId: 512 },
  },
  async run({ applications, events }, { Id, SubAppId }) {
    return { SentId: await events.deliveries.resend(await applications.resolve(SubAppId), Id) };
  },
});

const sendTest = route({
  name: 'SendTestEvent',
  method: 'POST',
  path: '/x/v1/deliveries/test',
  summary:
    'Sends one event of the type `Test`, as callbacks are sent, and returns the answer. It is sent once, is signed with the SignKey of the ' +
    'application, and reaches only addresses that callbacks may reach.',
  right: 'manage',
  body: {
    SubAppId: subAppId,
    Url: described(optional(notificationUrl), 'http:// or https:// URL. Default: NotificationUrl of the application.'),
  },
  waits: true,
  answer: {
    result: record({
      Url: url,
      Succeeded: { type: 'boolean', description: 'Whether the status is 200, as a callback needs.' },
      Signed: { type: 'boolean', description: 'Whether the event was signed.' },
      StatusCode: statusCode,
      Headers: list(
        record({ Name: text('Name, in lower case.'), Value: text('Value, at most 256 characters.') }),
        `Headers of the answer, of: ${SHOWN_HEADERS.join(', ')}.`,
      ),
      Answer: answer,
      Seconds: number('How long it took.'),
      Reason: text('Why it failed. Empty: it succeeded.'),
    }),
    example: {
      ...{ Url: 'https://example.com/callback', Succeeded: true, Signed: true, StatusCode: 200 },
      ...{ Headers: [{ Name: 'content-type', Value: 'text/plain' }], Answer: 'ok', Seconds: 0.08, Reason: '' },
    },
  },
  async run({ applications, events }, { SubAppId, Url }, { signal }) {
    const result = await events.test.send(await applications.resolve(SubAppId), Url, signal);
    const { failure, statusCode: StatusCode, headers } = result;
    return {
      ...{ Url: result.url, Succeeded: !failure, Signed: result.isSigned, StatusCode },
      Headers: SHOWN_HEADERS.flatMap((name) => {
        const value = headers[name];
        return value === undefined ? [] : [{ Name: name, Value: String(value).slice(0, HEADER_LENGTH) }];
      }),
      ...{ Answer: result.answer, Seconds: result.seconds, Reason: failure?.reason ?? '' },
    };
  },
});

export const deliveryRoutes: readonly AnyRoute[] = [describe, resend, sendTest];
