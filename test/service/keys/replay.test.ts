import { randomUUID } from 'node:crypto';
import { clientOf } from '@cliploop/testing/client';
import type { Started } from 'cliploop-server/in-process';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { appId, codeOf, makeClass, type Packet, Site, send, tc3, v1 } from './support.ts';

let site: Site;
/** Two processes on one database. */
let one: Started;
let other: Started;
let nonce = 0;

beforeAll(async () => {
  [site, one, other] = await Site.openTwo();
}, 60_000);
afterAll(() => site?.close());

const expired = 'AuthFailure.SignatureExpire';
const forged = 'AuthFailure.SignatureFailure';

async function classNames(): Promise<string[]> {
  const { ClassInfoSet } = await send(one, v1('DescribeAllClass', {}, nonce++));
  return (ClassInfoSet as { ClassName: string }[]).map(({ ClassName }) => ClassName);
}

const packets: [string, (name: string) => Packet][] = [
  ['TC3', (name) => tc3('CreateClass', makeClass(name))],
  [
    'TC3 with a signed action',
    (name) => tc3('CreateClass', makeClass(name), { headers: 'content-type;host;x-tc-action' }),
  ],
  ['TC3 with an id of the request', (name) => tc3('CreateClass', makeClass(name), { traceId: randomUUID() })],
  ['TC3 with an unsigned body', (name) => tc3('CreateClass', makeClass(name), { unsignedBody: true })],
  ['HmacSHA1', (name) => v1('CreateClass', makeClass(name), nonce++)],
];

/** Without a signed body, all requests of an action in one second have the same signature. */
function nextSecond(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 1_010 - (Date.now() % 1_000)));
}

describe.each(packets)('a change signed with %s', (way, packet) => {
  test('is made once, at the same process and at another one', async () => {
    await nextSecond();
    const name = `once ${packets.findIndex(([one]) => one === way)}`;
    const signed = packet(name);
    expect(await codeOf(one, signed)).toBe('OK');
    expect([await codeOf(one, signed), await codeOf(other, signed)]).toEqual([expired, expired]);
    expect((await classNames()).filter((found) => found === name)).toHaveLength(1);
  });

  test('is made once of many at the same time', async () => {
    await nextSecond();
    const signed = packet(`many ${packets.findIndex(([one]) => one === way)}`);
    const ends = await Promise.all(Array.from({ length: 20 }, (_, index) => codeOf(index % 2 ? one : other, signed)));
    expect(ends.filter((end) => end !== expired)).toEqual(['OK']);
  });

  test('can be sent again after it was refused, by the same request only', async () => {
    const missing = { ParentId: 999_999, ClassName: 'lost' };
    const signed = way.startsWith('TC3') ? tc3('CreateClass', missing) : v1('CreateClass', missing, nonce++);
    const ends = [await codeOf(one, signed), await codeOf(other, signed)];
    expect(ends).toEqual(['FailedOperation.ParentIdNoFound', 'FailedOperation.ParentIdNoFound']);
    if (!way.startsWith('TC3')) return;
    expect(await codeOf(one, { ...signed, headers: { ...signed.headers, 'x-tc-action': 'ModifyClass' } })).toBe(forged);
  });
});

/** The same packet for another action. */
const as = (packet: Packet, action: string): Packet => ({
  ...packet,
  headers: { ...packet.headers, 'x-tc-action': action },
});

describe('the action', () => {
  test('cannot be replaced by DeleteMedia in a signed ModifyMediaInfo', async () => {
    for (const [to, traceId] of [[one], [other], [other, randomUUID()]] as const) {
      const FileId = await site.addMedia(one, 'kept');
      const signed = tc3('ModifyMediaInfo', { FileId }, traceId ? { traceId } : {});
      expect(await codeOf(one, signed)).toBe('OK');
      expect(await codeOf(to, as(signed, 'DeleteMedia'))).toBe(forged);
      const moved = { ...signed, headers: { ...signed.headers, 'x-tc-traceid': randomUUID() } };
      expect(await codeOf(to, as(moved, 'DeleteMedia'))).toBe(forged);
      expect(await one.service.media.find(appId, FileId)).toBeDefined();
    }
  });

  test('cannot be replaced in a request that was refused', async () => {
    const FileId = await site.addMedia(one, 'kept too');
    const signed = tc3('ModifyMediaInfo', { FileId, SubAppId: 77 });
    expect(await codeOf(one, signed)).toBe('InvalidParameterValue.SubAppId');
    expect(await codeOf(other, as(signed, 'DeleteMedia'))).toBe(forged);
  });

  test('cannot be replaced when it is signed', async () => {
    const FileId = await site.addMedia(one, 'kept as well');
    const signed = tc3('ModifyMediaInfo', { FileId, Name: 'new' }, { headers: 'content-type;host;x-tc-action' });
    // Not even before the request itself arrives.
    expect(await codeOf(one, as(signed, 'DeleteMedia'))).toBe(forged);
    expect(await codeOf(one, as(signed, 'ModifyMediaInfo, DeleteMedia'))).toBe(forged);
    expect(await codeOf(one, signed)).toBe('OK');
  });

  test('cannot be replaced by a deletion when it is a read, not even with another ID of the request', async () => {
    const FileId = await site.addMedia(one, 'listed');
    const signed = tc3('DescribeTasks', { FileId }, { traceId: randomUUID() });
    expect(await codeOf(one, signed)).toBe('OK');
    const moved = { ...signed, headers: { ...signed.headers, 'x-tc-traceid': randomUUID() } };
    for (const packet of [signed, moved]) expect(await codeOf(other, as(packet, 'DeleteMedia'))).toBe(forged);
    expect(await one.service.media.find(appId, FileId)).toBeDefined();
  });

  test('cannot be replaced by a change when it is a read', async () => {
    const Name = `by reading ${Date.now()}`;
    const signed = tc3('DescribeSubAppIds', { Name });
    expect(await codeOf(one, signed)).toBe('OK');
    expect(await codeOf(other, as(signed, 'CreateSubAppId'))).toBe(forged);
    expect(
      await codeOf(
        other,
        as({ ...signed, headers: { ...signed.headers, 'x-tc-traceid': randomUUID() } }, 'CreateSubAppId'),
      ),
    ).toBe(forged);
    expect((await send(one, v1('DescribeSubAppIds', { Name }, nonce++))).TotalCount).toBe(0);
  });
});

test('accepts equal beginnings and commits of uploads in one second from clients that give their requests no ids', async () => {
  await nextSecond();
  const apply = tc3('ApplyUpload', { MediaType: 'mp4', MediaName: 'clip' });
  const ends = await Promise.all([one, other, one].map((to) => codeOf(to, apply)));
  expect(ends).toEqual(['OK', 'OK', 'OK']);
  expect(await codeOf(one, as(apply, 'PullUpload'))).toBe(forged);
});

test('refuses another body under the same signature of an unsigned body', async () => {
  await nextSecond();
  const signed = tc3('CreateSubAppId', { Name: 'one' }, { unsignedBody: true });
  expect(await codeOf(one, signed)).toBe('OK');
  expect(await codeOf(other, { ...signed, body: JSON.stringify({ Name: 'two' }) })).toBe(forged);
  expect(await codeOf(other, signed)).toBe(expired);
});

test('refuses other parameters with the same signed text of HmacSHA1', async () => {
  // Both sign "…&ClassName=a&Description=b&…", since values are not encoded.
  const whole = v1('DescribeSubAppIds', { Name: 'x&Offset=1' }, 77);
  expect(await codeOf(one, whole)).toBe('OK');
  const split: Packet = { ...whole, path: whole.path.replace('x%26Offset%3D1', 'x&Offset=1') };
  expect(split.path).not.toBe(whole.path);
  expect(await codeOf(other, split)).toMatch(/^AuthFailure\./);
});

test('answers reads as often as they are sent', async () => {
  for (const signed of [tc3('DescribeAllClass', {}), v1('DescribeAllClass', {}, nonce++)]) {
    for (const to of [one, other, one]) expect(await codeOf(to, signed)).toBe('OK');
  }
});

test.each([
  [-301, expired],
  [-298, 'OK'],
  [298, 'OK'],
  [302, expired],
])('accepts a change once at the edge of the clock window: %i s', async (skew, first) => {
  const signed = tc3('CreateClass', makeClass(`edge ${skew}`), { skew });
  expect([await codeOf(one, signed), await codeOf(other, signed)]).toEqual([first, expired]);
});

test.each(['TC3-HMAC-SHA256', 'HmacSHA256', 'HmacSHA1'])(
  'lets the official client with %s make equal requests in one second',
  async (signMethod) => {
    const api = clientOf(one.origin.replace('http://', ''), { signMethod });
    const Url = 'http://192.0.2.1/a.mp4';
    const MediaProcessTask = { AnimatedGraphicTaskSet: [{ Definition: 20_000 }] };
    const tasks = await Promise.all(
      Array.from({ length: 8 }, () => api.request('ProcessMedia', { Url, MediaProcessTask })),
    );
    const ids = tasks.map(({ TaskId }) => TaskId as string);
    expect(new Set(ids).size).toBe(8);
    const [TaskId = ''] = ids;
    await api.DescribeTaskDetail({ TaskId });
    await api.ManageTask({ TaskId, OperationType: 'Abort' });
    await Promise.all([api.DescribeEventsState({}), api.DescribeEventConfig({}), api.DescribeAllClass({})]);
  },
);
