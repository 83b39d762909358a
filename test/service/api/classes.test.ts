import { type Client, clientOf, ends, refusal, wires } from '@cliploop/testing/client';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { appId, type Running, startService } from '../../support/service.ts';

let running: Running;
let api: Client;
beforeAll(async () => {
  running = await startService();
  api = clientOf(running.endpoint);
}, 60_000);
afterAll(() => running?.close());

async function application(): Promise<number> {
  return (await api.CreateSubAppId({ Name: 'of its own' })).SubAppId ?? 0;
}

async function create(SubAppId: number, ParentId: number, ClassName: string): Promise<number> {
  return (await api.CreateClass({ ParentId, ClassName, SubAppId })).ClassId ?? 0;
}

const entry = (ClassId: number, ParentId: number, Name: string, Level: number, SubClassIdSet: number[] = []) => ({
  ClassId,
  ParentId,
  Name,
  Level,
  SubClassIdSet,
  ClassName: Name,
});
const others = entry(0, -1, '其他', 0);

test.each(wires)('creates, lists, renames and deletes a class, sent as $wire', async ({ signMethod, reqMethod }) => {
  const client = clientOf(running.endpoint, { signMethod, reqMethod });
  const { ClassId = 0 } = await client.CreateClass({ ParentId: -1, ClassName: '一级 ✓ &=?', SubAppId: appId });
  expect(ClassId).toBeGreaterThan(0);
  const listed = async () => (await client.DescribeAllClass({})).ClassInfoSet;
  expect(await listed()).toEqual([others, entry(ClassId, -1, '一级 ✓ &=?', 0)]);
  await client.ModifyClass({ ClassId, ClassName: '新' });
  await client.ModifyClass({ ClassId, ClassName: '新' });
  expect(await listed()).toEqual([others, entry(ClassId, -1, '新', 0)]);
  await client.DeleteClass({ ClassId });
  expect(await listed()).toEqual([others]);
});

test('keeps a tree of four levels', async () => {
  const SubAppId = await application();
  const a = await create(SubAppId, -1, 'a');
  const b = await create(SubAppId, a, 'b');
  const c = await create(SubAppId, b, 'c');
  const d = await create(SubAppId, c, 'd');
  const e = await create(SubAppId, a, 'e');
  expect((await api.DescribeAllClass({ SubAppId })).ClassInfoSet).toEqual([
    others,
    entry(a, -1, 'a', 0, [b, e]),
    entry(b, a, 'b', 1, [c]),
    entry(c, b, 'c', 2, [d]),
    entry(d, c, 'd', 3),
    entry(e, a, 'e', 1),
  ]);
  expect(await refusal(create(SubAppId, d, 'f'))).toBe(
    `FailedOperation.ClassLevelLimitExceeded: Class ${d} is on level 3, the deepest one, and cannot have subclasses (ParentId)`,
  );
  expect(await refusal(api.DeleteClass({ ClassId: a, SubAppId }))).toBe(
    `UnsupportedOperation.ClassNotEmpty: Class ${a} has subclasses (ClassId): ${b}, ${e}; delete them first`,
  );

  const { mediaClasses } = running.service;
  expect(await mediaClasses.classPath(SubAppId, d)).toEqual({ ClassId: d, ClassName: 'd', ClassPath: 'a - b - c - d' });
  expect(await mediaClasses.withSubclasses(SubAppId, [b, 0])).toEqual([b, 0, c, d]);
  for (const ClassId of [d, c, b, e, a]) await api.DeleteClass({ ClassId, SubAppId });
  const other = { ClassId: 0, ClassName: '其他', ClassPath: '其他' };
  expect(await mediaClasses.classPath(SubAppId, d)).toEqual(other);
  expect(await mediaClasses.classPath(SubAppId, 0)).toEqual(other);
});

test('keeps a class while it has media', async () => {
  const SubAppId = await application();
  const ClassId = await create(SubAppId, -1, 'a');
  const media = { file_id: '5285890784246869930', sub_app_id: SubAppId, class_id: ClassId, name: 'm', type: 'mp4' };
  await running.service.db
    .insertInto('media')
    .values({ ...media, category: 'Video', source_type: 'Upload', storage_key: null, size: 0, meta: '{}' })
    .execute();
  expect(await refusal(api.DeleteClass({ ClassId, SubAppId }))).toBe(
    `UnsupportedOperation.ClassNotEmpty: Class ${ClassId} has media (ClassId), for example 5285890784246869930; move or delete them first`,
  );
  await running.service.db.deleteFrom('media').where('file_id', '=', media.file_id).execute();
  await api.DeleteClass({ ClassId, SubAppId });
});

describe('refused requests', () => {
  const name = 'must be text of 1 to 64 characters, got';
  const parent = 'must be -1 or an integer from 1 to 2147483647, got';
  test.each([
    [{ ParentId: -1, ClassName: '' }, `InvalidParameterValue.ClassName: ClassName ${name} ""`],
    [
      { ParentId: -1, ClassName: '类'.repeat(65) },
      `InvalidParameterValue.ClassName: ClassName ${name} "${'类'.repeat(65)}"`,
    ],
    [{ ParentId: 0, ClassName: 'a' }, `InvalidParameterValue.ParentId: ParentId ${parent} 0`],
    [{ ParentId: -2, ClassName: 'a' }, `InvalidParameterValue.ParentId: ParentId ${parent} -2`],
    [
      { ParentId: 2_147_483_647, ClassName: 'a' },
      'FailedOperation.ParentIdNoFound: Class 2147483647 not found (ParentId)',
    ],
    [
      { ParentId: -1, ClassName: '其他' },
      'FailedOperation.ClassNameDuplicate: Class 0 with the same parent is already named "其他" (ClassName)',
    ],
  ])('refuses %j', async (params, expected) => {
    expect(await refusal(api.CreateClass(params))).toBe(expected);
  });

  test('refuses changes of the default class and of a missing class', async () => {
    const modify = (ClassId: number) => refusal(api.ModifyClass({ ClassId, ClassName: 'a' }));
    const remove = (ClassId: number) => refusal(api.DeleteClass({ ClassId }));
    const code = 'InvalidParameterValue.ClassId';
    expect(await modify(0)).toBe(`${code}: Class 0 is the default class and cannot be renamed (ClassId)`);
    expect(await remove(0)).toBe(`${code}: Class 0 is the default class and cannot be deleted (ClassId)`);
    const notFound = 'InvalidParameterValue.ClassId: Class 99999 not found (ClassId)';
    expect(await modify(99_999)).toBe(notFound);
    expect(await remove(99_999)).toBe(notFound);
    expect(await remove(2 ** 40)).toBe(`${code}: ClassId must be an integer from 0 to 2147483647, got ${2 ** 40}`);
  });

  test('refuses an existing name, also in simultaneous requests', async () => {
    const SubAppId = await application();
    const calls = Array.from({ length: 6 }, () => create(SubAppId, -1, 'a'));
    const { done, refusals } = await ends(calls);
    expect([done, refusals.length]).toEqual([1, 1]);
    const a = (await running.service.mediaClasses.tree(SubAppId)).subclasses(-1)[1]?.classId ?? 0;
    expect(refusals).toEqual([
      `FailedOperation.ClassNameDuplicate: Class ${a} with the same parent is already named "a" (ClassName)`,
    ]);
    const b = await create(SubAppId, -1, 'b');
    expect(await refusal(api.ModifyClass({ ClassId: b, ClassName: 'a', SubAppId }))).toBe(refusals[0]);
    expect(await refusal(create(SubAppId, a, 'a'))).toBe('accepted');
  });

  test('refuses a class in one that is deleted at the same time', async () => {
    const SubAppId = await application();
    for (let round = 0; round < 10; round++) {
      const ClassId = await create(SubAppId, -1, `parent ${round}`);
      const both = await ends([create(SubAppId, ClassId, 'child'), api.DeleteClass({ ClassId, SubAppId })]);
      expect(both.done).toBe(1);
    }
  });

  test('refuses the 501st class, also with many simultaneous requests', async () => {
    const SubAppId = await application();
    const rows = Array.from({ length: 495 }, (_, index) => ({
      sub_app_id: SubAppId,
      parent_id: -1,
      name: `class ${index}`,
    }));
    await running.service.db.insertInto('media_class').values(rows).execute();
    const calls = Array.from({ length: 12 }, (_, index) => create(SubAppId, -1, `late ${index}`));
    expect(await ends(calls)).toEqual({
      done: 5,
      refusals: [
        'FailedOperation.SubclassLimitExceeded: An application can have at most 500 classes; delete one before you create another',
      ],
    });
    expect((await api.DescribeAllClass({ SubAppId })).ClassInfoSet).toHaveLength(501);
  });
});
