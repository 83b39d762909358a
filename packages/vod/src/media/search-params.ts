import { subAppId } from '../application/sub-app-id.js';
import { apiError } from '../error/api-error.js';
import type { ApiErrorCode } from '../error/catalogue.js';
import { array } from '../params/array.js';
import { described, type Infer, optional, withDefault } from '../params/kind.js';
import { integer } from '../params/number.js';
import { object } from '../params/object.js';
import { string } from '../params/string.js';
import { time } from '../params/time.js';
import { storageRegion } from './media-info.js';
import { filters } from './params.js';
import { type MediaQuery, type Period, searchLimit } from './search.js';

function texts(most: number, longest: number, code?: ApiErrorCode) {
  return optional(array(string({ max: longest, ...(code && { code }) }), { max: most, ...(code && { code }) }));
}

const period = optional(object({ After: optional(time()), Before: optional(time()) }));
const nothing = (what: string, longest = 1000) =>
  described(texts(10, longest), `Matches nothing here: no media ${what}.`);

export const searchParams = object({
  SubAppId: subAppId,
  FileIds: texts(10, 40, 'InvalidParameterValue.FileIds'),
  Names: described(texts(10, 100, 'InvalidParameterValue.Names'), 'Anywhere in the name, whatever the case.'),
  NamePrefixes: texts(10, 100, 'InvalidParameterValue.NamePrefixes'),
  Descriptions: described(texts(10, 100), 'Anywhere in the description, whatever the case.'),
  ClassIds: described(
    optional(
      array(integer({ code: 'InvalidParameterValue.ClassIds' }), { max: 10, code: 'InvalidParameterValue.ClassIds' }),
    ),
    'These and all that is inside them.',
  ),
  Tags: texts(16, 32, 'InvalidParameterValue.Tags'),
  Categories: optional(
    array(string({ enum: ['Video', 'Audio', 'Image'], code: 'InvalidParameterValue.Categories' }), {
      max: 10,
      code: 'InvalidParameterValue.Categories',
    }),
  ),
  SourceTypes: texts(10, 100, 'InvalidParameterValue.SourceTypes'),
  MediaTypes: described(texts(10, 20), 'Extensions, whatever the case.'),
  CreateTime: described(period, 'Both ends included, as the contract says of this search.'),
  ExpireTime: described(period, 'Both ends included. Media that never expire are not in any period.'),
  StorageRegions: described(texts(20, 20, 'InvalidParameterValue.StorageRegions'), `All are in ${storageRegion}.`),
  StorageClasses: described(texts(10, 20), 'All are STANDARD.'),
  Status: described(texts(10, 20), 'All are Normal.'),
  ReviewResults: described(texts(10, 20), 'All are notModerated.'),
  StreamIds: described(
    texts(10, 1000, 'InvalidParameterValue.StreamIds'),
    'Matches nothing here: no media was recorded.',
  ),
  StreamId: optional(string()),
  StreamDomains: nothing('was recorded'),
  StreamPaths: nothing('was recorded'),
  TrtcSdkAppIds: described(optional(array(integer(), { max: 10 })), 'Matches nothing here: no media was recorded.'),
  TrtcRoomIds: nothing('was recorded', 64),
  KnowledgeBases: nothing('is in a knowledge base'),
  Text: described(
    optional(string({ max: 64, code: 'InvalidParameterValue.Text' })),
    'Older: in the name or the description.',
  ),
  SourceType: described(optional(string({ code: 'InvalidParameterValue.SourceType' })), 'Older: SourceTypes wins.'),
  StartTime: described(
    optional(time({ code: 'InvalidParameterValue.StartTime' })),
    'Older: from here; CreateTime wins.',
  ),
  EndTime: described(optional(time({ code: 'InvalidParameterValue.EndTime' })), 'Older: before this; CreateTime wins.'),
  Filters: filters,
  Sort: described(
    optional(
      object({
        Field: string({ enum: ['CreateTime'], code: 'InvalidParameterValue.Sort' }),
        Order: withDefault(string({ enum: ['Asc', 'Desc'], code: 'InvalidParameterValue.Sort' }), 'Desc'),
      }),
    ),
    'Default: the newest first. Without effect when Names, Descriptions or Text are searched: the best match is first.',
  ),
  Offset: withDefault(integer({ min: 0, code: 'InvalidParameterValue.Offset' }), 0),
  Limit: withDefault(integer({ min: 0, max: searchLimit }), 10),
});

export type SearchParams = Infer<typeof searchParams>;

/**
 * @returns undefined when nothing can match
 * @throws ApiError InvalidParameterValue.Offset
 */
export function queryOf(params: SearchParams): MediaQuery | undefined {
  const { Offset, Limit } = params;
  if (Offset + Limit > searchLimit) {
    const message = `Offset is ${Offset} and Limit is ${Limit}; together they must be at most ${searchLimit}`;
    throw apiError('InvalidParameterValue.Offset', message);
  }
  if (!canMatch(params)) return undefined;
  const created = inclusive(params.CreateTime);
  return {
    fileIds: params.FileIds,
    names: params.Names,
    descriptions: params.Descriptions,
    text: params.Text,
    namePrefixes: params.NamePrefixes,
    classIds: params.ClassIds,
    tags: params.Tags,
    categories: params.Categories,
    sourceTypes: params.SourceTypes?.length ? params.SourceTypes : params.SourceType ? [params.SourceType] : undefined,
    types: params.MediaTypes?.map((type) => type.toLowerCase()),
    created: { from: created.from ?? params.StartTime, before: created.before ?? params.EndTime },
    expires: inclusive(params.ExpireTime),
    order: params.Sort?.Order === 'Asc' ? 'asc' : 'desc',
    offset: Offset,
    limit: Limit,
  };
}

/** What all media have in common, and what none has. */
function canMatch(params: SearchParams): boolean {
  const all = (values: readonly string[] | undefined, common: string): boolean =>
    !values?.length || values.includes(common);
  const { StreamIds, StreamDomains, StreamPaths, TrtcSdkAppIds, TrtcRoomIds, KnowledgeBases } = params;
  const none = [StreamIds, StreamDomains, StreamPaths, TrtcSdkAppIds, TrtcRoomIds, KnowledgeBases];
  return (
    all(params.StorageRegions, storageRegion) &&
    all(params.StorageClasses, 'STANDARD') &&
    all(params.Status, 'Normal') &&
    all(params.ReviewResults, 'notModerated') &&
    !params.StreamId &&
    none.every((values) => !values?.length)
  );
}

/** Times on the wire have whole seconds, so that the end stands for all of its second. */
function inclusive({ After, Before }: { After?: Date; Before?: Date } = {}): Period {
  return { from: After, before: Before && new Date((Math.floor(Before.getTime() / 1000) + 1) * 1000) };
}
