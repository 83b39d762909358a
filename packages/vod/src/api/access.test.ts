import { type Encoding, signed } from '@cliploop/testing/signed';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { newKeyPair } from '../domain/key/key-pairs.js';
import { allRights } from '../domain/key/rights.js';
import { type Applied, appId, UploadService } from '../domain/upload/testing/upload-service.js';
import type { Right } from '../store/tables/key.js';
import { actions } from './actions.js';
import { answer } from './answer.js';
import { groups } from './description/groups.js';
import { rightOf } from './rights.js';

const names = actions.map(({ name }) => name);
const examples = new Map(
  groups.flatMap((group) => Object.entries(group.actions)).map(([name, of]) => [name, of.example]),
);
/** The schemas of the parameters of an action. */
function propertiesOf(name: string): object {
  const action = actions.find((one) => one.name === name);
  return (action?.params.json.properties as object | undefined) ?? {};
}
const takesApplication = names.filter((name) => 'SubAppId' in propertiesOf(name));

let uploads: UploadService;
/** Two more applications. */
let A: number;
let B: number;

beforeAll(async () => {
  uploads = await UploadService.start({ longPollMs: 50 });
  A = await uploads.service.subApps.create('A', '');
  B = await uploads.service.subApps.create('B', '');
}, 60_000);
afterAll(() => uploads?.close());

/** A new key pair. */
async function key(rights: readonly Right[], applications: readonly number[] | null = null) {
  const pair = newKeyPair();
  await uploads.service.keyPairs.put(pair, 'test');
  await uploads.database.db
    .updateTable('key_pair')
    .set({ rights: [...rights], applications: applications && [...applications] })
    .where('secret_id', '=', pair.secretId)
    .execute();
  return pair;
}

type Response = { readonly Error?: { readonly Code: string; readonly Message: string } } & Record<string, unknown>;

async function ask(
  name: string,
  params: object,
  pair: { secretId: string; secretKey: string },
  encoding: Encoding = 'json',
) {
  const { body, fault } = await answer(uploads.service, signed(name, params, encoding, pair));
  if (fault !== undefined) throw fault;
  return body.Response as Response;
}

/** All rows that belong to an application, except times of reads. */
async function rowsOf(subAppId: number): Promise<unknown> {
  const tables = ['template', 'procedure', 'media_class', 'media', 'task', 'event_config', 'event_queue', 'upload'];
  const rows = tables.map(async (table) => {
    const found = await sql<object>`select to_jsonb(row) as row from ${sql.table(table)} as row
      where sub_app_id = ${subAppId} order by 1`.execute(uploads.database.db);
    return [table, found.rows];
  });
  return Promise.all(rows);
}

describe.each(allRights)('a key pair with the right "%s" alone', (right) => {
  let pair: Awaited<ReturnType<typeof key>>;
  beforeEach(async () => {
    pair = await key([right]);
  });

  test('is refused every action of other rights, whatever the parameters', async () => {
    for (const name of names.filter((one) => rightOf[one] !== right)) {
      for (const [params, encoding] of [
        [{}, 'json'],
        [examples.get(name)?.params ?? {}, 'json'],
        [{}, 'form'],
        [{}, 'query'],
      ] as const) {
        const { Error: refused } = await ask(name, params, pair, encoding);
        expect([name, refused?.Code]).toEqual([name, 'UnauthorizedOperation']);
        expect(refused?.Message).toBe(
          `${name} needs the right "${rightOf[name]}"; the rights of this key pair are: ${right}`,
        );
      }
    }
  });

  test('is not refused for its rights in its own actions', async () => {
    for (const name of names.filter((one) => rightOf[one] === right)) {
      // HmacSHA256 has a nonce, so that equal requests have different signatures.
      const { Error: refused } = await ask(name, {}, pair, 'form');
      expect(refused?.Code ?? 'OK').not.toMatch(/^(UnauthorizedOperation|AuthFailure)/);
    }
  });
});

test('changes nothing for a key pair that may only read', async () => {
  const pair = await key(['read']);
  const before = [await rowsOf(appId), await rowsOf(A), await rowsOf(B)];
  for (const name of names) await ask(name, examples.get(name)?.params ?? {}, pair);
  expect([await rowsOf(appId), await rowsOf(A), await rowsOf(B)]).toEqual(before);
  expect(await uploads.service.applications.resolve(B)).toBe(B);
});

test('refuses a key pair without rights, and one without applications, every action of an application', async () => {
  const [none, nowhere] = [await key([]), await key(allRights, [])];
  for (const name of names) {
    expect((await ask(name, examples.get(name)?.params ?? {}, none)).Error?.Code).toBe('UnauthorizedOperation');
  }
  for (const name of takesApplication) {
    const params = { ...examples.get(name)?.params, SubAppId: A };
    expect([name, (await ask(name, params, nowhere)).Error?.Code]).toEqual([name, 'UnauthorizedOperation']);
  }
  expect(await ask('DescribeSubAppIds', {}, nowhere)).toMatchObject({ TotalCount: 0, SubAppIdInfoSet: [] });
});

describe('a key pair of one application', () => {
  test('is refused every other application, existing or not, by every action', async () => {
    const pair = await key(allRights, [A]);
    const before = [await rowsOf(appId), await rowsOf(B)];
    expect(takesApplication.length).toBeGreaterThan(25);
    for (const name of takesApplication) {
      for (const SubAppId of [B, appId, 0, undefined, 4_000_000_000]) {
        const params = { ...examples.get(name)?.params, SubAppId };
        const { Error: refused } = await ask(name, params, pair, SubAppId === B ? 'form' : 'json');
        const wanted = SubAppId || appId;
        expect([name, refused]).toEqual([
          name,
          {
            Code: 'UnauthorizedOperation',
            Message: `The key pair may not use application ${wanted} (SubAppId); its applications are ${A}`,
          },
        ]);
      }
    }
    expect([await rowsOf(appId), await rowsOf(B)]).toEqual(before);
  });

  test('has no action that reaches applications without SubAppId, except those that are limited themselves', async () => {
    expect(names.filter((name) => !takesApplication.includes(name)).sort()).toEqual([
      'CreateSubAppId',
      'DescribeSubAppIds',
      'ParseStreamingManifest',
    ]);
    const pair = await key(allRights, [A]);
    expect((await ask('CreateSubAppId', { Name: 'more' }, pair)).Error?.Code).toBe('UnauthorizedOperation');
    const { TotalCount, SubAppIdInfoSet } = await ask('DescribeSubAppIds', {}, pair);
    expect([TotalCount, SubAppIdInfoSet]).toMatchObject([1, [{ SubAppId: A }]]);
    for (const params of [{ Name: 'B' }, { Name: 'main' }, { Offset: 1 }]) {
      expect((await ask('DescribeSubAppIds', params, pair)).SubAppIdInfoSet).toEqual([]);
    }
  });

  test('cannot see or change objects of another application by their ids', async () => {
    const pair = await key(allRights, [A]);
    const { service } = uploads;
    const everything = await key(allRights);
    await service.events.configs.modify(B, { mode: 'PULL', uploadSwitch: true });
    const inB = async (name: string, params: object) => {
      const response = await ask(name, { ...params, SubAppId: B }, everything);
      expect([name, response.Error]).toEqual([name, undefined]);
      return response;
    };
    const { Definition } = await inB('CreateAnimatedGraphicsTemplate', { Fps: 5, Name: 'secret-b' });
    const { ClassId } = await inB('CreateClass', { ParentId: -1, ClassName: 'secret-b' });
    const flow = { AnimatedGraphicTaskSet: [{ Definition: 20000 }] };
    await inB('CreateProcedureTemplate', { Name: 'secret-b', MediaProcessTask: flow });
    const applied = (await inB('ApplyUpload', {
      MediaType: 'mp4',
      MediaName: 'secret-b',
      ClassId,
    })) as unknown as Applied;
    const open = (await inB('ApplyUpload', { MediaType: 'mp4', MediaName: 'secret-b open' })) as unknown as Applied;
    await uploads.put(applied);
    const { FileId } = await inB('CommitUpload', { VodSessionKey: applied.VodSessionKey });
    await uploads.put(open);
    const { TaskId } = await inB('ProcessMedia', { FileId, MediaProcessTask: flow });
    const { EventSet } = (await inB('PullEvents', {})) as { EventSet?: { EventHandle: string }[] };
    const EventHandles = EventSet?.map(({ EventHandle }) => EventHandle) ?? [];
    expect(EventHandles).toHaveLength(1);
    const theirs = {
      ...{
        FileId,
        FileIds: [FileId],
        TaskId,
        Definition,
        Definitions: [Definition],
        ClassId,
        ClassIds: [ClassId],
        EventHandles,
      },
      ...{ VodSessionKey: open.VodSessionKey, ProcedureName: 'secret-b', Procedure: 'secret-b', Names: ['secret-b'] },
    };
    const before = await rowsOf(B);
    const names = new Set([...takesApplication]);
    // New objects in A may have any name.
    for (const name of names) {
      const known = propertiesOf(name);
      const given = Object.fromEntries(Object.entries(theirs).filter(([member]) => member in known));
      const response = await ask(name, { ...examples.get(name)?.params, ...given, SubAppId: A }, pair);
      expect([name, response.Error?.Code ?? 'OK']).not.toEqual([name, 'UnauthorizedOperation']);
      const shown = JSON.stringify({ ...response, Error: undefined, NotExistFileIdSet: undefined });
      const secrets = ['secret-b', FileId, TaskId, open.VodSessionKey, open.TempCertificate.SecretId].map(String);
      expect([name, secrets.filter((secret) => shown.includes(secret))]).toEqual([name, []]);
    }
    expect(await rowsOf(B)).toEqual(before);
    await inB('CommitUpload', { VodSessionKey: open.VodSessionKey });
  });
});
