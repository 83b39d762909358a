import { type Client, clientOf, refusal, wires, wireTime } from '@cliploop/testing/client';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { appId, type Running, startService } from '../../support/service.ts';

let running: Running;
let api: Client;
beforeAll(async () => {
  running = await startService();
  api = clientOf(running.endpoint);
}, 60_000);
afterAll(() => running?.close());

const info = (SubAppId: number | undefined, Name: string, Description = '') => ({
  SubAppId,
  SubAppIdName: Name,
  Name,
  Description,
  CreateTime: expect.stringMatching(wireTime),
  Status: 'On',
  Mode: 'fileid',
  StorageRegions: [],
  Tags: [],
});

test.each(wires)('creates and lists an application, sent as $wire', async ({ wire, signMethod, reqMethod }) => {
  const client = clientOf(running.endpoint, { signMethod, reqMethod });
  const Name = `应用 ✓ ${wire}`;
  const { SubAppId } = await client.CreateSubAppId({ Name, Description: '简介', Mode: 'fileid', Type: 'AllInOne' });
  expect(SubAppId).toBeGreaterThan(1_600_000_000);
  const found = await client.DescribeSubAppIds({ Name });
  expect(found).toMatchObject({ TotalCount: 1, SubAppIdInfoSet: [info(SubAppId, Name, '简介')] });
  expect(await client.DescribeSubAppIds({ Tags: [{ TagKey: 'k', TagValue: 'v' }] })).toMatchObject({
    TotalCount: 0,
    SubAppIdInfoSet: [],
  });
});

test('lists the main application first, and pages after it', async () => {
  const ids = (await Promise.all(['a', 'b', 'c'].map((Name) => api.CreateSubAppId({ Name })))).map((of) => of.SubAppId);
  expect(new Set(ids).size).toBe(3);
  const all = await api.DescribeSubAppIds({});
  const listed = all.SubAppIdInfoSet?.map((of) => of.SubAppId) ?? [];
  expect(all.SubAppIdInfoSet?.[0]).toEqual(info(appId, 'main'));
  expect(listed).toEqual([appId, ...listed.slice(1).sort()]);
  expect(listed).toEqual(expect.arrayContaining(ids));
  expect(all.TotalCount).toBe(listed.length);
  const page = await api.DescribeSubAppIds({ Offset: 1, Limit: 2 });
  expect(page).toMatchObject({
    TotalCount: listed.length,
    SubAppIdInfoSet: listed.slice(1, 3).map((SubAppId) => ({ SubAppId })),
  });
});

describe('refused requests', () => {
  const name = 'must be text of 1 to 40 characters, got';
  test.each([
    [{ Name: '' }, `InvalidParameterValue.Name: Name ${name} ""`],
    [{ Name: '名'.repeat(41) }, `InvalidParameterValue.Name: Name ${name} "${'名'.repeat(41)}"`],
    [
      { Name: 'a', Description: 'd'.repeat(301) },
      `InvalidParameterValue.Description: Description must be text of at most 300 characters, got "${'d'.repeat(80)}…" (301 characters)`,
    ],
    [{ Name: 'a', Mode: 'fileid+path' }, 'InvalidParameterValue: Mode must be "" or "fileid", got "fileid+path"'],
  ])('refuses %j', async (params, expected) => {
    expect(await refusal(api.CreateSubAppId(params))).toBe(expected);
  });

  test('refuses a longer page', async () => {
    expect(await refusal(api.DescribeSubAppIds({ Limit: 201 }))).toBe(
      'InvalidParameterValue: Limit must be an integer from 0 to 200, got 201',
    );
  });
});

test('keeps the data of applications apart', async () => {
  const [{ SubAppId: one }, { SubAppId: other }] = await Promise.all([
    api.CreateSubAppId({ Name: 'one' }),
    api.CreateSubAppId({ Name: 'other' }),
  ]);
  const { Definition = 0 } = await api.CreateAnimatedGraphicsTemplate({ Fps: 5, SubAppId: one });
  await api.CreateProcedureTemplate({ Name: 'flow', SubAppId: one });
  const { ClassId = 0 } = await api.CreateClass({ ParentId: -1, ClassName: 'class', SubAppId: one });

  const counts = async (SubAppId: number | undefined) => [
    (await api.DescribeAnimatedGraphicsTemplates({ Type: 'Custom', SubAppId })).TotalCount,
    (await api.DescribeAnimatedGraphicsTemplates({ Definitions: [Definition], SubAppId })).TotalCount,
    (await api.DescribeProcedureTemplates({ SubAppId })).TotalCount,
    (await api.DescribeAllClass({ SubAppId })).ClassInfoSet?.length,
  ];
  expect(await counts(one)).toEqual([1, 1, 1, 2]);
  for (const elsewhere of [other, appId, 0, undefined]) expect(await counts(elsewhere)).toEqual([0, 0, 0, 1]);

  const change = { Definition, Fps: 6, SubAppId: other };
  expect(await refusal(api.ModifyAnimatedGraphicsTemplate(change))).toMatch(/^ResourceNotFound\.TemplateNotExist: /);
  const template = { Definition, SubAppId: other };
  expect(await refusal(api.DeleteAnimatedGraphicsTemplate(template))).toMatch(/^ResourceNotFound\.TemplateNotExist: /);
  const flow = { Name: 'flow', SubAppId: other };
  expect(await refusal(api.ResetProcedureTemplate({ ...flow, Comment: 'new' }))).toMatch(
    /^InvalidParameter\.ProcedureNameNotExist: /,
  );
  expect(await refusal(api.DeleteProcedureTemplate(flow))).toMatch(/^InvalidParameter: /);
  const inside = { ParentId: ClassId, ClassName: 'a', SubAppId: other };
  expect(await refusal(api.CreateClass(inside))).toMatch(/^FailedOperation\.ParentIdNoFound: /);
  const ofOther = { ClassId, SubAppId: other };
  expect(await refusal(api.ModifyClass({ ...ofOther, ClassName: 'a' }))).toMatch(/^InvalidParameterValue\.ClassId: /);
  expect(await refusal(api.DeleteClass(ofOther))).toMatch(/^InvalidParameterValue\.ClassId: /);
  // Names are unique only within an application.
  expect(await refusal(api.CreateProcedureTemplate({ ...flow, Comment: 'made' }))).toBe('accepted');
  expect(await refusal(api.CreateClass({ ParentId: -1, ClassName: 'class', SubAppId: other }))).toBe('accepted');
});
