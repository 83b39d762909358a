import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { appId, ending, UploadService } from '../domain/upload/testing/upload-service.js';

let uploads: UploadService;
beforeAll(async () => {
  uploads = await UploadService.start();
}, 60_000);
afterAll(() => uploads?.close());
beforeEach(async () => {
  await uploads.clear();
  await uploads.database.db.deleteFrom('animation').execute();
});

const transcodes = (count: number) => ({ TranscodeTaskSet: Array(count).fill({ Definition: 100010 }) });
const others = ['SnapshotByTimeOffset', 'SampleSnapshot', 'ImageSprite', 'CoverBySnapshot', 'AdaptiveDynamicStreaming'];

describe('a task', () => {
  const tasks = () => uploads.database.db.selectFrom('task').select('task_id').execute();
  const start = async (MediaProcessTask: object): Promise<string> => {
    const { FileId } = await uploads.commit((await uploads.uploaded()).VodSessionKey);
    const TasksNotifyMode = 'Change';
    return ending(uploads.call('ProcessMedia', { FileId, MediaProcessTask, TasksNotifyMode }));
  };

  test('is refused with 7,000 transcodes', async () => {
    expect(await start(transcodes(7_000))).toBe(
      'InvalidParameterValue: MediaProcessTask.TranscodeTaskSet must be an array of at most 100 elements, got an array of 7000',
    );
    expect(await tasks()).toEqual([]);
  });

  test('has at most 100 sub-tasks of all kinds together', async () => {
    const each = (count: number) =>
      Object.fromEntries(others.map((kind) => [`${kind}TaskSet`, Array(count).fill({ Definition: 10 })]));
    expect(await start({ ...transcodes(50), ...each(11) })).toBe(
      'InvalidParameterValue: MediaProcessTask must have at most 100 elements in all its sets together, got 105; split it into several tasks',
    );
    expect(await start({ ...transcodes(50), ...each(10) })).toBe('accepted');
    expect(await tasks()).toHaveLength(1);
  });

  test('has at most 100,000 bytes of instructions', async () => {
    const watermark = { WatermarkSet: [{ Definition: 1, SvgContent: '<svg/>'.repeat(2_000) }] };
    expect(await start({ TranscodeTaskSet: Array(9).fill(watermark) })).toMatch(
      /^InvalidParameterValue: MediaProcessTask must be at most 100000 bytes of JSON, got 10\d{4}; split it/,
    );
    expect(await start({ TranscodeTaskSet: Array(8).fill(watermark) })).toBe('accepted');
  });

  test('is refused by every action that would start it from a task flow that was stored before the limits', async () => {
    const { db } = uploads.database;
    const parts = JSON.stringify({ MediaProcessTask: transcodes(7_000) });
    await db.insertInto('procedure').values({ sub_app_id: appId, name: 'old', comment: '', parts }).execute();
    const { FileId } = await uploads.commit((await uploads.uploaded()).VodSessionKey);
    const problem =
      'InvalidParameterValue: Task flow "old" must have at most 100 elements in all its sets together, got 7000; split it into several tasks';
    expect(await ending(uploads.call('ProcessMediaByProcedure', { FileId, ProcedureName: 'old' }))).toBe(problem);
    expect(await ending(uploads.call('PullUpload', { MediaUrl: 'http://127.0.0.1/a.mp4', Procedure: 'old' }))).toBe(
      problem,
    );
    const { VodSessionKey } = await uploads.uploaded({ Procedure: 'old' });
    expect(await ending(uploads.commit(VodSessionKey))).toBe(problem);
    expect(await tasks()).toEqual([]);
    const { ProcedureTemplateSet } = await uploads.call<{ ProcedureTemplateSet: { Name: string }[] }>(
      'DescribeProcedureTemplates',
      { Names: ['old'] },
    );
    expect(ProcedureTemplateSet).toMatchObject([{ Name: 'old' }]);
    await db.deleteFrom('procedure').where('name', '=', 'old').execute();
  });
});

test('refuses an answer of DescribeProcedureTemplates of more than 20 MB', async () => {
  const { db } = uploads.database;
  const parts = JSON.stringify({ ReviewAudioVideoTask: { ReviewContents: ['x'.repeat(900_000)] } });
  const row = (_: unknown, index: number) => ({ sub_app_id: appId, name: `big ${index}`, comment: '', parts });
  await db
    .insertInto('procedure')
    .values(Array.from({ length: 30 }, row))
    .execute();
  expect(await ending(uploads.call('DescribeProcedureTemplates', { Limit: 100 }))).toBe(
    'LimitExceeded: The answer would have more than 20000000 bytes; ask for fewer task flows (Limit)',
  );
  expect(await ending(uploads.call('DescribeProcedureTemplates', { Limit: 20 }))).toBe('accepted');
  await db.deleteFrom('procedure').where('name', 'like', 'big %').execute();
});

describe('an answer with media', () => {
  interface Infos {
    readonly MediaInfoSet: readonly {
      readonly AnimatedGraphicsInfo: {
        readonly AnimatedGraphicsSet: readonly { readonly EndTimeOffset: number }[];
      } | null;
    }[];
  }

  /** Adds media of this name, each with animations that end after 1, 2, 3 … s, the last one the newest. */
  async function add(count: number, animations: number, descriptions = 0): Promise<void> {
    const { db } = uploads.database;
    await sql`insert into media (file_id, sub_app_id, name, type, category, source_type, source_context, storage_key, size, meta, key_frame_descs)
      select '9' || to_char(number, 'FM000000000000000000'), ${appId}, 'many', 'mp4', 'Video', 'Upload', '', number::text, 1, '{}',
        (select coalesce(jsonb_agg(jsonb_build_object('TimeOffset', at, 'Content', repeat('字', 128))), '[]')
          from generate_series(1, ${descriptions}::integer) as at)
      from generate_series(1, ${count}::integer) as number`.execute(db);
    await sql`insert into animation (file_id, definition, start_time, end_time, storage_key, container, width, height, bitrate, size, md5, create_time)
      select file_id, 20000, 0, number, file_id || number, 'gif', 1, 1, 1, 1, '', now() + number * interval '1 s'
      from media cross join generate_series(1, ${animations}::integer) as number where name = 'many'`.execute(db);
  }
  const ids = (count: number) => Array.from({ length: count }, (_, index) => `9${String(index + 1).padStart(18, '0')}`);

  test('lists the newest 1,000 of 20,000 animations of a media', { timeout: 60_000 }, async () => {
    await add(1, 20_000);
    const { MediaInfoSet } = await uploads.call<Infos>('DescribeMediaInfos', { FileIds: ids(1) });
    const ends = MediaInfoSet[0]?.AnimatedGraphicsInfo?.AnimatedGraphicsSet.map((one) => one.EndTimeOffset);
    expect(ends).toEqual(Array.from({ length: 1_000 }, (_, index) => 19_001 + index));
    const filtered = await uploads.call<Infos>('DescribeMediaInfos', { FileIds: ids(1), Filters: ['metaData'] });
    expect(filtered.MediaInfoSet[0]?.AnimatedGraphicsInfo).toBeNull();
  });

  test('has at most 20,000 animations, and none that the filters leave out', async () => {
    await add(60, 900);
    const count = async (params: object): Promise<number> => {
      const { MediaInfoSet } = await uploads.call<Infos>('SearchMedia', { Limit: 60, ...params });
      return MediaInfoSet.reduce((sum, one) => sum + (one.AnimatedGraphicsInfo?.AnimatedGraphicsSet.length ?? 0), 0);
    };
    expect(await count({ Names: ['many'] })).toBe(20_000);
    expect(await count({ Filters: ['basicInfo'] })).toBe(0);
  });

  test('is refused for more than 20 MB', async () => {
    await add(1_000, 0, 100);
    expect(await ending(uploads.call('SearchMedia', { Names: ['many'], Limit: 5_000 }))).toBe(
      'LimitExceeded: The answer would have more than 20000000 bytes; ask for fewer media, or for fewer parts of them (Filters)',
    );
    expect(await ending(uploads.call('SearchMedia', { Names: ['many'], Limit: 100 }))).toBe('accepted');
    expect(await ending(uploads.call('SearchMedia', { Limit: 5_000, Filters: ['basicInfo'] }))).toBe('accepted');
  });
});
