import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Client, clientOf, refusal, wires, wireTime } from '@cliploop/testing/client';
import { makeClip } from '@cliploop/testing/clip';
import { type Animation, type Media, objectKey } from '@cliploop/vod/internals';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { appId, type Running, startService } from '../../support/service.ts';

let running: Running;
let folder: string;
let clip: string;
let api: Client;
beforeAll(async () => {
  running = await startService();
  folder = await mkdtemp(join(tmpdir(), 'cliploop-media-'));
  clip = join(folder, 'clip.mp4');
  await makeClip(clip);
  api = clientOf(running.endpoint);
}, 60_000);
afterAll(async () => {
  await running?.close();
  await rm(folder, { recursive: true, force: true });
});

type New = Partial<Parameters<Running['service']['media']['add']>[0]>;

const add = (more: New = {}): Promise<Media> =>
  running.service.media.add({ subAppId: appId, file: clip, keep: true, name: 'clip', ...more });

/** Stores an animation as a finished task does: a file in the storage and its row. */
async function animate({ fileId }: Media, more: Partial<Animation> = {}): Promise<Animation> {
  const { media, db } = running.service;
  const storageKey = objectKey(appId, fileId, 'v.f20000.gif');
  await media.storage.adopt(storageKey, clip, { keep: true });
  const animation: Animation = {
    ...{ definition: 20000, settingsHash: '', startTime: 0.5, endTime: 1.75, storageKey, container: 'gif' },
    ...{ width: 320, height: 240, bitrate: 324_269.4, size: 121_601, md5: '0123456789abcdef0123456789abcdef', ...more },
  };
  await media.markIncoming(animation.storageKey);
  await db.transaction().execute((trx) => media.recordAnimation(trx, fileId, animation));
  return animation;
}

async function describeOne(fileId: string, Filters?: string[]) {
  const { MediaInfoSet } = await api.DescribeMediaInfos({ FileIds: [fileId], ...(Filters && { Filters }) });
  return MediaInfoSet?.[0];
}

const status = async (url: string | undefined): Promise<number> => (await fetch(url ?? '')).status;

test.each(wires)('describes a media completely, sent as $wire', async (profile) => {
  const media = await add({ name: '假期.mp4', sourceContext: 'ctx' });
  const animation = await animate(media);
  const client = clientOf(running.endpoint, profile);
  const answer = await client.DescribeMediaInfos({ FileIds: [media.fileId, '5000', media.fileId], SubAppId: appId });
  expect(answer.NotExistFileIdSet).toEqual(['5000']);
  expect(answer.MediaInfoSet).toEqual([
    {
      FileId: media.fileId,
      BasicInfo: {
        Name: '假期.mp4',
        Description: '',
        CreateTime: expect.stringMatching(wireTime),
        UpdateTime: expect.stringMatching(wireTime),
        ExpireTime: '9999-12-31T23:59:59Z',
        ClassId: 0,
        ClassName: '其他',
        ClassPath: '其他',
        CoverUrl: '',
        Type: 'mp4',
        MediaUrl: `http://${running.endpoint}/files/${media.storageKey}`,
        SourceInfo: { SourceType: 'Upload', SourceContext: 'ctx' },
        StorageRegion: 'ap-guangzhou',
        StoragePath: '',
        TagSet: [],
        Vid: media.fileId,
        Category: 'Video',
        Status: 'Normal',
        StorageClass: 'STANDARD',
      },
      MetaData: {
        Size: media.size,
        Container: 'mov,mp4,m4a,3gp,3g2,mj2',
        Bitrate: expect.any(Number),
        Height: 240,
        Width: 320,
        Duration: expect.closeTo(2, 1),
        Rotate: 0,
        VideoStreamSet: [
          {
            Bitrate: expect.any(Number),
            Height: 240,
            Width: 320,
            Codec: 'h264',
            Fps: 24,
            CodecTag: '',
            DynamicRangeInfo: { Type: 'SDR', HDRType: '' },
          },
        ],
        AudioStreamSet: [{ Bitrate: expect.any(Number), SamplingRate: 44_100, Codec: 'aac' }],
        VideoDuration: expect.closeTo(2, 1),
        AudioDuration: expect.closeTo(2, 1),
        Md5: '',
      },
      AnimatedGraphicsInfo: {
        AnimatedGraphicsSet: [
          {
            Url: `http://${running.endpoint}/files/${animation.storageKey}`,
            Definition: 20000,
            Container: 'gif',
            Height: 240,
            Width: 320,
            Bitrate: 324_269,
            Size: 121_601,
            Md5: '0123456789abcdef0123456789abcdef',
            StartTimeOffset: 0.5,
            EndTimeOffset: 1.75,
          },
        ],
      },
      TranscodeInfo: null,
      SampleSnapshotInfo: null,
      ImageSpriteInfo: null,
      SnapshotByTimeOffsetInfo: null,
      KeyFrameDescInfo: null,
      AdaptiveDynamicStreamingInfo: null,
      MiniProgramReviewInfo: null,
      SubtitleInfo: null,
      ReviewInfo: null,
      MPSAiMediaInfo: null,
      KnowledgeBasesInfo: null,
    },
  ]);
  const { MetaData } = answer.MediaInfoSet?.[0] ?? {};
  const rates = [MetaData?.Bitrate, MetaData?.VideoStreamSet?.[0]?.Bitrate, MetaData?.AudioStreamSet?.[0]?.Bitrate];
  for (const rate of rates) expect(Number.isInteger(rate) && Number(rate) > 0).toBe(true);
  const served = await fetch(answer.MediaInfoSet?.[0]?.BasicInfo?.MediaUrl ?? '');
  expect(Buffer.from(await served.arrayBuffer()).equals(await readFile(clip))).toBe(true);
});

test('returns only the requested parts', async () => {
  const media = await add();
  const info = await describeOne(media.fileId, ['metaData', 'animatedGraphicsInfo', 'somethingNew']);
  expect(info).toMatchObject({ FileId: media.fileId, BasicInfo: null, AnimatedGraphicsInfo: null, MetaData: {} });
});

test('does not find media of another application', async () => {
  const { SubAppId = 0 } = await api.CreateSubAppId({ Name: 'other' });
  const media = await add({ subAppId: SubAppId });
  const { fileId: FileId } = media;
  const missing = `Media "${FileId}" not found (FileId)`;
  expect((await api.DescribeMediaInfos({ FileIds: [FileId] })).NotExistFileIdSet).toEqual([FileId]);
  expect((await api.SearchMedia({ FileIds: [FileId] })).TotalCount).toBe(0);
  expect(await refusal(api.ModifyMediaInfo({ FileId, Name: 'x' }))).toBe(`ResourceNotFound.FileNotExist: ${missing}`);
  expect(await refusal(api.DeleteMedia({ FileId }))).toBe(`ResourceNotFound: ${missing}`);
  expect((await api.DescribeMediaInfos({ FileIds: [FileId], SubAppId })).MediaInfoSet).toHaveLength(1);
  expect((await api.SearchMedia({ FileIds: [FileId], SubAppId })).TotalCount).toBe(1);
  expect(await refusal(api.ModifyMediaInfo({ FileId, SubAppId, Name: 'x' }))).toBe('accepted');
  expect(await refusal(api.DeleteMedia({ FileId, SubAppId }))).toBe('accepted');
});

describe('ModifyMediaInfo', () => {
  test.each(wires)('changes each field, sent as $wire', async (profile) => {
    const client = clientOf(running.endpoint, profile);
    const { fileId: FileId } = await add();
    const { ClassId = 0 } = await client.CreateClass({ ParentId: -1, ClassName: `of ${profile.wire}` });
    const changed = await client.ModifyMediaInfo({
      FileId,
      Name: '新名',
      Description: '描述',
      ClassId,
      ExpireTime: '2999-01-01T08:00:00+08:00',
      AddTags: ['a', 'b', 'a'],
      AddKeyFrameDescs: [
        { TimeOffset: 1.5, Content: 'later' },
        { TimeOffset: 0, Content: 'first' },
      ],
    });
    expect(Object.keys(changed)).toEqual(['RequestId']);
    expect(await describeOne(FileId)).toMatchObject({
      BasicInfo: {
        Name: '新名',
        Description: '描述',
        ClassId,
        ClassName: `of ${profile.wire}`,
        ClassPath: `of ${profile.wire}`,
        ExpireTime: '2999-01-01T00:00:00Z',
        TagSet: ['a', 'b'],
      },
      KeyFrameDescInfo: {
        KeyFrameDescSet: [
          { TimeOffset: 0, Content: 'first' },
          { TimeOffset: 1.5, Content: 'later' },
        ],
      },
    });
    await client.ModifyMediaInfo({
      FileId,
      ExpireTime: '9999-12-31T23:59:59Z',
      ClassId: 0,
      DeleteTags: ['a', 'x'],
      AddTags: ['c'],
      DeleteKeyFrameDescs: [1.5],
      ClearTags: 0,
    });
    expect(await describeOne(FileId)).toMatchObject({
      BasicInfo: {
        Name: '新名',
        ExpireTime: '9999-12-31T23:59:59Z',
        ClassId: 0,
        ClassName: '其他',
        TagSet: ['b', 'c'],
      },
      KeyFrameDescInfo: { KeyFrameDescSet: [{ TimeOffset: 0, Content: 'first' }] },
    });
    await client.ModifyMediaInfo({ FileId, ClearTags: 1, ClearKeyFrameDescs: 1 });
    expect(await describeOne(FileId)).toMatchObject({ BasicInfo: { TagSet: [] }, KeyFrameDescInfo: null });
  });

  test('sets a cover and replaces it', async () => {
    const { fileId: FileId } = await add();
    const png = Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), Buffer.alloc(100, 7)]);
    const { CoverUrl } = await api.ModifyMediaInfo({ FileId, CoverData: png.toString('base64') });
    expect(CoverUrl).toMatch(
      new RegExp(`^http://${running.endpoint}/files/${appId}/${FileId}/[0-9a-f]{32}/cover\\.png$`),
    );
    const served = await fetch(CoverUrl ?? '');
    expect(served.headers.get('content-type')).toBe('image/png');
    expect(Buffer.from(await served.arrayBuffer())).toEqual(png);
    const gif = Buffer.from('GIF89a and so on').toString('base64');
    const { CoverUrl: next } = await api.ModifyMediaInfo({ FileId, CoverData: gif });
    expect(next).toMatch(/cover\.gif$/);
    expect(await describeOne(FileId)).toMatchObject({ BasicInfo: { CoverUrl: next } });
    // The old URL is valid until the next sweep.
    expect(await status(CoverUrl)).toBe(200);
    await running.service.media.sweep(0);
    expect(await status(CoverUrl)).toBe(404);
    expect(await status(next)).toBe(200);
    await api.DeleteMedia({ FileId });
    expect(await status(next)).toBe(404);
  });

  const value = 'InvalidParameterValue';
  const long = 'x'.repeat(33);
  test.each<[object, string]>([
    [{ Name: 'n'.repeat(65) }, `${value}.Name: Name must be text of at most 64 characters, got "${'n'.repeat(65)}"`],
    [
      { Description: '描'.repeat(129) },
      `${value}.Description: Description must be text of at most 128 characters, got "${'描'.repeat(80)}…" (129 characters)`,
    ],
    [{ ClassId: 4711 }, `${value}: Class 4711 not found (ClassId)`],
    [
      { ExpireTime: '2020-01-01T00:00:00Z' },
      `${value}.ExpireTime: ExpireTime must be in the future, or 9999-12-31T23:59:59Z for never, got 2020-01-01T00:00:00.000Z`,
    ],
    [{ ExpireTime: 'soon' }, `${value}.ExpireTime: ExpireTime must be a time such as 2026-01-31T08:00:00Z, got "soon"`],
    [
      { CoverData: 'PHN2Zy8+' },
      `${value}.ImageDecodeError: CoverData must be base64 of a GIF, JPEG or PNG, got base64 of other data`,
    ],
    [{ AddTags: [long] }, `${value}.TagTooLong: AddTags.0 must be text of 1 to 32 characters, got "${long}"`],
    [
      { AddTags: ['a'], ClearTags: 1 },
      `${value}.AddTagsAndClearTagsConflict: AddTags and ClearTags cannot be used together; give only one of them`,
    ],
    [
      { AddTags: ['a'], DeleteTags: ['a'] },
      `${value}.AddTagsAndDeleteTagsConflict: AddTags and DeleteTags both contain "a"; remove it from one of them`,
    ],
    [
      { AddTags: Array.from({ length: 17 }, (_, index) => `t${index}`) },
      'LimitExceeded.TagCountReachMax: AddTags must be an array of at most 16 elements, got an array of 17',
    ],
    [
      { AddKeyFrameDescs: [{ TimeOffset: 1, Content: 'c'.repeat(129) }] },
      `${value}.KeyFrameDescContentTooLong: AddKeyFrameDescs.0.Content must be text of 1 to 128 characters, got "${'c'.repeat(80)}…" (129 characters)`,
    ],
    [
      { AddKeyFrameDescs: [{ TimeOffset: 1, Content: 'c' }], ClearKeyFrameDescs: 1 },
      `${value}.AddKeyFrameDescsAndClearKeyFrameDescsConflict: AddKeyFrameDescs and ClearKeyFrameDescs cannot be used together; give only one of them`,
    ],
    [
      { AddKeyFrameDescs: [{ TimeOffset: 1, Content: 'c' }], DeleteKeyFrameDescs: [1] },
      `${value}.AddKeyFrameDescsAndDeleteKeyFrameDescsConflict: AddKeyFrameDescs and DeleteKeyFrameDescs both contain 1; remove it from one of them`,
    ],
    [
      { AddSubtitles: [{ Name: 'zh', Language: 'zh', Format: 'vtt', Content: 'V0VCVlRU' }] },
      'UnsupportedOperation: AddSubtitles is not supported, because this service does not store subtitles',
    ],
    [
      { ClearSubtitles: 1 },
      'UnsupportedOperation: ClearSubtitles is not supported, because this service does not store subtitles',
    ],
  ])('refuses %j', async (change, expected) => {
    const { fileId: FileId } = await add();
    const before = await describeOne(FileId);
    expect(await refusal(api.ModifyMediaInfo({ FileId, ...change }))).toBe(expected);
    expect(await describeOne(FileId)).toEqual(before);
  });

  test('refuses changes that end with too many entries', async () => {
    const { fileId: FileId } = await add();
    const tags = Array.from({ length: 16 }, (_, index) => `t${index}`);
    await api.ModifyMediaInfo({ FileId, AddTags: tags });
    expect(await refusal(api.ModifyMediaInfo({ FileId, AddTags: ['more'] }))).toBe(
      'LimitExceeded.TagCountReachMax: A media can have at most 16 tags, got 17 after the change',
    );
    const descs = Array.from({ length: 100 }, (_, TimeOffset) => ({ TimeOffset, Content: 'c' }));
    await api.ModifyMediaInfo({ FileId, AddKeyFrameDescs: descs });
    expect(await refusal(api.ModifyMediaInfo({ FileId, AddKeyFrameDescs: [{ TimeOffset: 100, Content: 'c' }] }))).toBe(
      'LimitExceeded.KeyFrameDescCountReachMax: A media can have at most 100 key frame descriptions, got 101 after the change',
    );
    expect(await refusal(api.ModifyMediaInfo({ FileId, AddKeyFrameDescs: descs.slice(0, 1) }))).toBe('accepted');
  });
});

describe('DeleteMedia', () => {
  test('deletes the original and keeps the animations', async () => {
    const media = await add();
    await animate(media);
    const { fileId: FileId } = media;
    const before = await describeOne(FileId);
    const parts = [{ Type: 'TranscodeFiles' }, { Type: 'OriginalFiles', Definition: 0 }];
    await api.DeleteMedia({ FileId, DeleteParts: [{ Type: 'TranscodeFiles' }] });
    expect(await status(before?.BasicInfo?.MediaUrl)).toBe(200);
    await api.DeleteMedia({ FileId, DeleteParts: parts });
    await api.DeleteMedia({ FileId, DeleteParts: parts });
    const after = await describeOne(FileId);
    expect(after).toMatchObject({ BasicInfo: { MediaUrl: '', Name: 'clip' } });
    expect(after?.AnimatedGraphicsInfo).toEqual(before?.AnimatedGraphicsInfo);
    expect(await status(before?.BasicInfo?.MediaUrl)).toBe(404);
    expect(await status(after?.AnimatedGraphicsInfo?.AnimatedGraphicsSet?.[0]?.Url)).toBe(200);
  });

  test.each(wires)('deletes everything, sent as $wire', async (profile) => {
    const client = clientOf(running.endpoint, profile);
    const media = await add();
    await animate(media);
    const { fileId: FileId } = media;
    const { BasicInfo, AnimatedGraphicsInfo } = (await describeOne(FileId)) ?? {};
    await client.DeleteMedia({ FileId, DeleteParts: [] });
    expect((await client.DescribeMediaInfos({ FileIds: [FileId] })).NotExistFileIdSet).toEqual([FileId]);
    expect(await status(BasicInfo?.MediaUrl)).toBe(404);
    expect(await status(AnimatedGraphicsInfo?.AnimatedGraphicsSet?.[0]?.Url)).toBe(404);
    const gone = `Media "${FileId}" not found (FileId)`;
    expect(await refusal(client.DeleteMedia({ FileId }))).toBe(`ResourceNotFound: ${gone}`);
    expect(await refusal(client.ModifyMediaInfo({ FileId, Name: 'gone' }))).toBe(
      `ResourceNotFound.FileNotExist: ${gone}`,
    );
  });

  test('refuses an unknown part', async () => {
    const { fileId: FileId } = await add();
    expect(await refusal(api.DeleteMedia({ FileId, DeleteParts: [{ Type: 'AnimatedGraphics' }] }))).toBe(
      'InvalidParameterValue: DeleteParts.0.Type must be "OriginalFiles", "TranscodeFiles", ' +
        '"AdaptiveDynamicStreamingFiles", "WechatPublishFiles" or "WechatMiniProgramPublishFiles", got "AnimatedGraphics"',
    );
    expect(await describeOne(FileId)).toBeDefined();
  });
});

test('limits the number of media per request', async () => {
  const ids = Array.from({ length: 21 }, (_, index) => String(5_000 + index));
  expect((await api.DescribeMediaInfos({ FileIds: ids.slice(0, 20) })).NotExistFileIdSet).toEqual(ids.slice(0, 20));
  expect(await refusal(api.DescribeMediaInfos({ FileIds: ids }))).toBe(
    'InvalidParameterValue.FileIdsOverLimit: FileIds must be an array of 1 to 20 elements, got an array of 21',
  );
  expect(await refusal(api.DescribeMediaInfos({ FileIds: [] }))).toBe(
    'InvalidParameterValue.FileIdsEmpty: FileIds must be an array of 1 to 20 elements, got an array of 0',
  );
});
