import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Client, clientOf, refusal, wires } from '@cliploop/testing/client';
import { makeClip } from '@cliploop/testing/clip';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { appId, type Running, startService } from '../../support/service.ts';

let running: Running;
let folder: string;
let api: Client;
/** Names by id. */
const names = new Map<string, string>();
const ids: Record<string, string> = {};
const classes = { parent: 0, child: 0 };

beforeAll(async () => {
  running = await startService();
  folder = await mkdtemp(join(tmpdir(), 'cliploop-search-'));
  api = clientOf(running.endpoint);
  classes.parent = (await api.CreateClass({ ParentId: -1, ClassName: 'parent' })).ClassId ?? 0;
  classes.child = (await api.CreateClass({ ParentId: classes.parent, ClassName: 'child' })).ClassId ?? 0;
  const clip = join(folder, 'clip.mp4');
  const song = join(folder, 'song.m4a');
  await makeClip(clip);
  await makeClip(song, '-vn');
  const { media, db } = running.service;
  const all = [
    { name: 'Beach 100%', file: clip, classId: classes.parent, day: 1 },
    { name: 'beach_party', file: clip, classId: classes.child, day: 2, sourceType: 'VideoProcessing' as const },
    { name: '海滩 beach song', file: song, day: 3 },
    { name: 'Mountain', file: clip, type: 'MOV', day: 4, expireTime: new Date('2999-06-01T00:00:00Z') },
    { name: 'expired', file: clip, day: 5 },
  ];
  for (const { day, ...one } of all) {
    const { fileId } = await media.add({ subAppId: appId, keep: true, ...one });
    names.set(fileId, one.name);
    ids[one.name] = fileId;
    // The API cannot set the creation time.
    const create_time = new Date(`2026-01-0${day}T12:00:00.400Z`) as never;
    await db.updateTable('media').set({ create_time }).where('file_id', '=', fileId).execute();
  }
  await api.ModifyMediaInfo({ FileId: ids.Mountain ?? '', Description: 'no beach at all', AddTags: ['snow', 'cold'] });
  await api.ModifyMediaInfo({ FileId: ids.beach_party ?? '', AddTags: ['warm'] });
  const past = new Date('2026-02-01T00:00:00Z');
  await db
    .updateTable('media')
    .set({ expire_time: past })
    .where('file_id', '=', ids.expired ?? '')
    .execute();
}, 60_000);
afterAll(async () => {
  await running?.close();
  await rm(folder, { recursive: true, force: true });
});

type Search = Parameters<Client['SearchMedia']>[0];

async function search(params: Search, client = api): Promise<(string | undefined)[]> {
  const { TotalCount, MediaInfoSet = [] } = await client.SearchMedia(params);
  const found = MediaInfoSet.map(({ FileId = '' }) => names.get(FileId));
  if (params.Limit === undefined && params.Offset === undefined) expect(TotalCount).toBe(found.length);
  return found;
}

const [m, s, p, b] = ['Mountain', '海滩 beach song', 'beach_party', 'Beach 100%'];

describe.each(wires)('SearchMedia, sent as $wire', (profile) => {
  test.each<[string, Search, (string | undefined)[]]>([
    ['no filter, newest first', {}, [m, s, p, b]],
    ['no filter, oldest first', { Sort: { Field: 'CreateTime', Order: 'Asc' } }, [b, p, s, m]],
    ['empty arrays', { Names: [], Tags: [], ClassIds: [], FileIds: [] }, [m, s, p, b]],
    ['part of the name, shorter names first', { Names: ['BEACH'] }, [b, p, s]],
    [
      'several names, most matches first despite Sort',
      { Names: ['song', '海滩', 'beach'], Sort: { Field: 'CreateTime', Order: 'Asc' } },
      [s, b, p],
    ],
    ['a literal percent sign', { Names: ['%'] }, [b]],
    ['a literal underscore', { Names: ['h_p'] }, [p]],
    ['name prefixes', { NamePrefixes: ['Beach', 'Mount'] }, [m, b]],
    ['a prefix that is only part of the name', { NamePrefixes: ['each'] }, []],
    ['descriptions', { Descriptions: ['BEACH'] }, [m]],
    ['text in name or description', { Text: 'beach' }, [m, b, p, s]],
    ['an unknown class', { ClassIds: [4711] }, []],
    ['tags', { Tags: ['warm', 'cold'] }, [m, p]],
    ['categories', { Categories: ['Audio', 'Image'] }, [s]],
    ['source types', { SourceTypes: ['VideoProcessing'] }, [p]],
    ['the older name of source types', { SourceType: 'VideoProcessing' }, [p]],
    ['file extensions', { MediaTypes: ['mov', 'M4A'] }, [m, s]],
    ['several filters at once', { Names: ['beach'], Categories: ['Video'], Tags: ['warm'] }, [p]],
    ['creation from a time', { CreateTime: { After: '2026-01-03T12:00:00Z' } }, [m, s]],
    ['creation up to a time, inclusive', { CreateTime: { Before: '2026-01-02T12:00:00Z' } }, [p, b]],
    [
      'creation up to just before a time',
      { CreateTime: { After: '2026-01-02T00:00:00Z', Before: '2026-01-03T11:59:59Z' } },
      [p],
    ],
    ['the older names of creation times', { StartTime: '2026-01-02T12:00:00Z', EndTime: '2026-01-03T12:00:00Z' }, [p]],
    [
      'creation times under both names, where the newer name wins',
      { StartTime: '2020-01-02T12:00:00Z', CreateTime: { After: '2026-01-04T00:00:00Z' } },
      [m],
    ],
    ['expiry time', { ExpireTime: { After: '2026-01-01T00:00:00Z' } }, [m]],
    [
      'values that all media have',
      {
        StorageRegions: ['ap-guangzhou'],
        StorageClasses: ['STANDARD'],
        Status: ['Normal'],
        ReviewResults: ['notModerated', 'pass'],
      },
      [m, s, p, b],
    ],
    ['another region', { StorageRegions: ['ap-chongqing'] }, []],
    ['another storage class', { StorageClasses: ['ARCHIVE'] }, []],
    ['status Forbidden', { Status: ['Forbidden'] }, []],
    ['review results', { ReviewResults: ['block'] }, []],
    ['live streams', { StreamIds: ['s'] }, []],
    ['one live stream', { StreamId: 's' }, []],
    ['TRTC applications', { TrtcSdkAppIds: [1] }, []],
    ['parameters without effect', { Vids: ['x'], Vid: 'x' }, [m, s, p, b]],
    ['a page', { Offset: 1, Limit: 2 }, [s, p]],
    ['an empty page', { Limit: 0 }, []],
    ['a page beyond the end', { Offset: 4990, Limit: 10 }, []],
  ])('finds media by %s', async (_what, params, expected) => {
    expect(await search(params, clientOf(running.endpoint, profile))).toEqual(expected);
  });
});

test('finds media of classes with their subclasses, and single ids', async () => {
  expect(await search({ ClassIds: [classes.parent] })).toEqual([p, b]);
  expect(await search({ ClassIds: [classes.child, 0] })).toEqual([m, s, p]);
  expect(await search({ FileIds: [ids.Mountain ?? '', ids.expired ?? '', 'x'] })).toEqual([m]);
});

test('counts all media and returns the requested parts', async () => {
  const { TotalCount, MediaInfoSet } = await api.SearchMedia({ Limit: 1, Filters: ['basicInfo'] });
  expect(TotalCount).toBe(4);
  expect(MediaInfoSet).toMatchObject([{ BasicInfo: { Name: m, Type: 'mov' }, MetaData: null }]);
});

describe('refused requests', () => {
  const value = 'InvalidParameterValue';
  const many = (count: number): string[] => Array.from({ length: count }, (_, index) => `v${index}`);
  test.each<[Search, string]>([
    [{ Offset: 4991 }, `${value}.Offset: Offset plus Limit must be at most 5000, got 4991 plus 10`],
    [{ Offset: -1 }, `${value}.Offset: Offset must be an integer from 0 to 9007199254740991, got -1`],
    [{ Limit: 5001 }, `${value}: Limit must be an integer from 0 to 5000, got 5001`],
    [{ FileIds: many(11) }, `${value}.FileIds: FileIds must be an array of at most 10 elements, got an array of 11`],
    [
      { FileIds: ['5'.repeat(41)] },
      `${value}.FileIds: FileIds.0 must be text of at most 40 characters, got "${'5'.repeat(41)}"`,
    ],
    [{ Names: many(11) }, `${value}.Names: Names must be an array of at most 10 elements, got an array of 11`],
    [{ Tags: many(17) }, `${value}.Tags: Tags must be an array of at most 16 elements, got an array of 17`],
    [{ Categories: ['Text'] }, `${value}.Categories: Categories.0 must be "Video", "Audio" or "Image", got "Text"`],
    [{ Sort: { Field: 'Size', Order: 'Asc' } }, `${value}.Sort: Sort.Field must be "CreateTime", got "Size"`],
    [{ Sort: { Field: 'CreateTime', Order: 'Up' } }, `${value}.Sort: Sort.Order must be "Asc" or "Desc", got "Up"`],
    [{ StartTime: 'x' }, `${value}.StartTime: StartTime must be a time such as 2026-01-31T08:00:00Z, got "x"`],
    [{ Text: 't'.repeat(65) }, `${value}.Text: Text must be text of at most 64 characters, got "${'t'.repeat(65)}"`],
    [{ SubAppId: 77 }, `${value}.SubAppId: Application 77 not found (SubAppId)`],
  ])('refuses %j', async (params, expected) => {
    expect(await refusal(api.SearchMedia(params))).toBe(expected);
  });
});
