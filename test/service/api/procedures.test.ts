import { type Client, clientOf, ends, refusal, wires, wireTime } from '@cliploop/testing/client';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { appId, type Running, startService } from '../../support/service.ts';

type Flow = Parameters<Client['CreateProcedureTemplate']>[0];

let running: Running;
let api: Client;
beforeAll(async () => {
  running = await startService();
  api = clientOf(running.endpoint);
}, 60_000);
afterAll(() => running?.close());

/** Casts a value, to send a type that the client does not allow. */
const any = <T>(value: unknown): T => value as T;

async function described(name: string): Promise<object | undefined> {
  const { TotalCount, ProcedureTemplateSet } = await api.DescribeProcedureTemplates({ Names: [name] });
  expect(TotalCount).toBe(ProcedureTemplateSet?.length);
  return ProcedureTemplateSet?.[0];
}

const nothing = {
  Type: 'Custom',
  Comment: '',
  MediaProcessTask: null,
  AiContentReviewTask: null,
  AiAnalysisTask: null,
  AiRecognitionTaskSet: [],
  AiRecognitionTask: null,
  MiniProgramPublishTask: null,
  ReviewAudioVideoTask: null,
  ImportMediaKnowledgeTaskSet: [],
  CreateTime: expect.stringMatching(wireTime),
  UpdateTime: expect.stringMatching(wireTime),
};

const noSets = {
  TranscodeTaskSet: [],
  AnimatedGraphicTaskSet: [],
  SnapshotByTimeOffsetTaskSet: [],
  SampleSnapshotTaskSet: [],
  ImageSpriteTaskSet: [],
  CoverBySnapshotTaskSet: [],
  AdaptiveDynamicStreamingTaskSet: [],
};

test.each(wires)(
  'creates, lists, replaces and deletes a task flow, sent as $wire',
  async ({ signMethod, reqMethod }) => {
    const client = clientOf(running.endpoint, { signMethod, reqMethod });
    const Name = '动图 ✓ &=?';
    const made = await client.CreateProcedureTemplate({
      Name,
      Comment: '每次上传',
      SubAppId: appId,
      MediaProcessTask: {
        AnimatedGraphicTaskSet: [
          { Definition: 20_000, StartTimeOffset: 2.5, EndTimeOffset: -1 },
          any({ Definition: 20_001 }),
        ],
      },
    });
    expect(Object.keys(made)).toEqual(['RequestId']);
    const animations = [
      { Definition: 20_000, StartTimeOffset: 2.5, EndTimeOffset: -1 },
      { Definition: 20_001, StartTimeOffset: 0, EndTimeOffset: 0 },
    ];
    expect(await described(Name)).toEqual({
      ...nothing,
      Name,
      Comment: '每次上传',
      MediaProcessTask: { ...noSets, AnimatedGraphicTaskSet: animations },
    });
    expect(await refusal(client.CreateProcedureTemplate({ Name, Comment: 'again' }))).toBe(
      `InvalidParameter.ExistedProcedureName: Task flow "${Name}" already exists (Name); reset it, or choose another name`,
    );
    await client.ResetProcedureTemplate({ Name, Comment: 'reset' });
    expect(await described(Name)).toEqual({ ...nothing, Name, Comment: 'reset' });
    await client.DeleteProcedureTemplate({ Name });
    expect(await described(Name)).toBe(undefined);
  },
);

test('returns unsupported tasks as they were given', async () => {
  const given = {
    MediaProcessTask: {
      TranscodeTaskSet: [
        {
          Definition: 20,
          WatermarkSet: [{ Definition: 5, SvgContent: '<svg/>', TextContent: '会话' }],
          HeadTailSet: [],
        },
      ],
      SnapshotByTimeOffsetTaskSet: [{ Definition: 10, ExtTimeOffsetSet: ['1', '50%'], TimeOffsetSet: [1.5] }],
      SampleSnapshotTaskSet: [{ Definition: 10 }],
      ImageSpriteTaskSet: [{ Definition: 10 }],
      CoverBySnapshotTaskSet: [{ Definition: 10, PositionType: 'Percent', PositionValue: 10 }],
      AdaptiveDynamicStreamingTaskSet: [
        { Definition: 10 },
        { DrmInfo: { SPEKEDrm: { Vector: '7' }, DrmTypes: ['A'] } },
      ],
    },
    AiContentReviewTask: { Definition: 10 },
    AiAnalysisTask: { Definition: 10 },
    AiRecognitionTaskSet: [{ Definition: 10 }],
    AiRecognitionTask: { Definition: 11 },
    ReviewAudioVideoTask: { Definition: 10, ReviewContents: ['Media'] },
    ImportMediaKnowledgeTaskSet: [{ Definition: 30 }],
  };
  await api.CreateProcedureTemplate(any<Flow>({ Name: 'all', ...given }));
  const flow = await described('all');
  const MediaProcessTask = { ...noSets, ...given.MediaProcessTask };
  expect(flow).toEqual({ ...nothing, ...given, Name: 'all', MediaProcessTask });
  await api.ResetProcedureTemplate(any<Flow>({ Name: 'all', MediaProcessTask: {} }));
  expect(await described('all')).toEqual({ ...nothing, Name: 'all', MediaProcessTask: noSets });
  await api.DeleteProcedureTemplate({ Name: 'all' });
});

test('lists with pages and filters', async () => {
  const { SubAppId } = await api.CreateSubAppId({ Name: 'pages' });
  const names = Array.from({ length: 12 }, (_, index) => `flow ${index}`);
  for (const Name of names) await api.CreateProcedureTemplate({ Name, SubAppId });
  const list = async (filter: object): Promise<[number | undefined, (string | undefined)[] | undefined]> => {
    const page = await api.DescribeProcedureTemplates({ SubAppId, ...filter });
    return [page.TotalCount, page.ProcedureTemplateSet?.map(({ Name }) => Name)];
  };
  const sorted = (Order: string) => ({ SortBy: [{ Field: 'CreateTime', Order }] });
  expect(await list({})).toEqual([12, names.slice(0, 10)]);
  expect(await list({ Offset: 10, ...sorted('Asc') })).toEqual([12, names.slice(10)]);
  expect(await list({ Limit: 3, ...sorted('Desc') })).toEqual([12, ['flow 11', 'flow 10', 'flow 9']]);
  expect(await list({ Limit: 1, Offset: 1, ...sorted('desc') })).toEqual([12, ['flow 10']]);
  expect(await list({ Limit: 0, Offset: 99, Type: 'Custom' })).toEqual([12, []]);
  expect(await list({ Names: ['flow 7', 'flow 3', 'none'] })).toEqual([2, ['flow 3', 'flow 7']]);
  expect(await list({ Type: 'Preset' })).toEqual([0, []]);
  expect((await api.DescribeProcedureTemplates({ Names: names })).TotalCount).toBe(0);
});

describe('refused requests', () => {
  const task = (entry: unknown) => ({ Name: 'a', MediaProcessTask: { AnimatedGraphicTaskSet: [entry] } });
  const first = 'MediaProcessTask.AnimatedGraphicTaskSet.0';
  const name = 'must be text of 1 to 20 characters';
  test.each<[unknown, string]>([
    [{}, `MissingParameter: Name is missing; it ${name}`],
    [{ Name: '' }, `InvalidParameter: Name ${name}, got ""`],
    [{ Name: '流'.repeat(21) }, `InvalidParameter: Name ${name}, got "${'流'.repeat(21)}"`],
    [
      { Name: 'a', Comment: 'c'.repeat(257) },
      `InvalidParameter: Comment must be text of at most 256 characters, got "${'c'.repeat(80)}…" (257 characters)`,
    ],
    [{ Name: 'a', MediaProcessTask: 'x' }, 'InvalidParameter: MediaProcessTask must be an object, got "x"'],
    [
      { Name: 'a', MediaProcessTask: { AnimatedGraphicTaskSet: {} } },
      'InvalidParameter: MediaProcessTask.AnimatedGraphicTaskSet must be an array of at most 100 elements, got an object',
    ],
    [task({}), `MissingParameter: ${first}.Definition is missing; it must be an integer from 1 to 2147483647`],
    [
      task({ Definition: 1.5 }),
      `InvalidParameterValue: ${first}.Definition must be an integer from 1 to 2147483647, got 1.5`,
    ],
    [
      task({ Definition: 1, StartTimeOffset: '2' }),
      `InvalidParameter: ${first}.StartTimeOffset must be a number, got "2"`,
    ],
    [
      { Name: 'a', MediaProcessTask: { TranscodeTaskSet: [1] } },
      'InvalidParameter: MediaProcessTask.TranscodeTaskSet.0 must be an object, got 1',
    ],
    [{ Name: 'a', AiAnalysisTask: [] }, 'InvalidParameter: AiAnalysisTask must be an object, got an array of 0'],
    [{ Name: 'a', SubAppId: 77 }, 'InvalidParameterValue.SubAppId: Application 77 not found (SubAppId)'],
  ])('refuses %j', async (params, expected) => {
    expect(await refusal(api.CreateProcedureTemplate(any<Flow>(params)))).toBe(expected);
  });

  test.each([
    [{ Names: Array(101).fill('a') }, 'Names: Names must be an array of at most 100 elements, got an array of 101'],
    [{ Limit: 101 }, 'Limit: Limit must be an integer from 0 to 100, got 101'],
    [{ Type: 'All' }, 'Type: Type must be "Preset" or "Custom", got "All"'],
  ])('refuses %j', async (params, expected) => {
    expect(await refusal(api.DescribeProcedureTemplates(params))).toBe(`InvalidParameterValue.${expected}`);
  });

  test('refuses too many tasks', async () => {
    const entries = (count: number) => ({ AnimatedGraphicTaskSet: Array(count).fill({ Definition: 1 }) });
    const many = api.CreateProcedureTemplate({ Name: 'a', MediaProcessTask: entries(101) });
    expect(await refusal(many)).toBe(
      'InvalidParameterValue: MediaProcessTask.AnimatedGraphicTaskSet must be an array of at most 100 elements, got an array of 101',
    );
    const review = (count: number) => ({
      ReviewAudioVideoTask: { ReviewContents: Array(count).fill('x'.repeat(1_000)) },
    });
    const long = { Name: 'a', ...review(100) };
    const large = 'InvalidParameter: The task flow must be at most 100000 bytes of JSON, got 100345';
    expect(await refusal(api.CreateProcedureTemplate(any<Flow>(long)))).toBe(large);
    const most = { Name: 'most', MediaProcessTask: entries(100), ...review(90) };
    expect(await refusal(api.CreateProcedureTemplate(any<Flow>(most)))).toBe('accepted');
    expect(await refusal(api.ResetProcedureTemplate(any<Flow>({ ...long, Name: 'most' })))).toBe(large);
    await api.DeleteProcedureTemplate({ Name: 'most' });
  });

  test('refuses values of another type', async () => {
    const sorted = (Field: string, Order: string) => api.DescribeProcedureTemplates({ SortBy: [{ Field, Order }] });
    expect(await refusal(sorted('Name', 'Asc'))).toBe(
      'InvalidParameterValue: SortBy.0.Field must be "CreateTime", got "Name"',
    );
    expect(await refusal(sorted('CreateTime', 'Up'))).toBe(
      'InvalidParameterValue: SortBy.0.Order must be "Asc", "Desc", "asc" or "desc", got "Up"',
    );
  });

  test('refuses a task flow that does not exist', async () => {
    const gone = 'Task flow "nobody" not found (Name)';
    expect(await refusal(api.ResetProcedureTemplate({ Name: 'nobody', Comment: 'new' }))).toBe(
      `InvalidParameter.ProcedureNameNotExist: ${gone}`,
    );
    expect(await refusal(api.DeleteProcedureTemplate({ Name: 'nobody' }))).toBe(`InvalidParameter: ${gone}`);
  });

  test('creates one of several simultaneous task flows with the same name', async () => {
    const calls = Array.from({ length: 8 }, () => api.CreateProcedureTemplate({ Name: 'once', Comment: 'new' }));
    expect(await ends(calls)).toEqual({
      done: 1,
      refusals: [
        'InvalidParameter.ExistedProcedureName: Task flow "once" already exists (Name); reset it, or choose another name',
      ],
    });
    await api.DeleteProcedureTemplate({ Name: 'once' });
  });

  test('refuses the 51st task flow, also with many simultaneous requests', async () => {
    const { SubAppId } = await api.CreateSubAppId({ Name: 'many' });
    const calls = Array.from({ length: 60 }, (_, index) =>
      api.CreateProcedureTemplate({ Name: `flow ${index}`, SubAppId }),
    );
    expect(await ends(calls)).toEqual({
      done: 50,
      refusals: ['LimitExceeded: An application can have at most 50 task flows; delete one before you create another'],
    });
    expect((await api.DescribeProcedureTemplates({ Limit: 100, SubAppId })).ProcedureTemplateSet).toHaveLength(50);
  });
});
