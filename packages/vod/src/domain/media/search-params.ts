import { apiError } from '../../wire/error/api-error.js';
import type { ApiErrorCode } from '../../wire/error/catalogue.js';
import { array } from '../../wire/params/array.js';
import { ignored } from '../../wire/params/ignored.js';
import { described, type Infer, optional, withDefault } from '../../wire/params/kind.js';
import { integer } from '../../wire/params/number.js';
import { object } from '../../wire/params/object.js';
import { limit } from '../../wire/params/page.js';
import { string } from '../../wire/params/string.js';
import { time } from '../../wire/params/time.js';
import { subAppId } from '../application/sub-app-id.js';
import { storageRegion } from './media-info.js';
import { filters } from './params.js';
import { type MediaQuery, type Period, searchLimit } from './search.js';

function texts(most: number, longest: number, code?: ApiErrorCode) {
  return optional(array(string({ max: longest, ...(code && { code }) }), { max: most, ...(code && { code }) }));
}

const period = (which: string) =>
  described(
    optional(
      object({
        After: described(optional(time()), 'At this time or later.'),
        Before: described(optional(time()), 'At this time or earlier.'),
      }),
    ),
    `Only media that ${which} in this period.`,
  );
const nothing = (what: string, longest = 1000) =>
  described(texts(10, longest), `Finds nothing here: no media ${what}.`);

export const searchParams = object({
  SubAppId: subAppId,
  FileIds: described(texts(10, 40, 'InvalidParameterValue.FileIds'), 'Any of these ids.'),
  Names: described(
    texts(10, 100, 'InvalidParameterValue.Names'),
    'Any of these anywhere in the name, whatever the case.',
  ),
  NamePrefixes: described(
    texts(10, 100, 'InvalidParameterValue.NamePrefixes'),
    'Any of these at the beginning of the name.',
  ),
  Descriptions: described(texts(10, 100), 'Any of these anywhere in the description, whatever the case.'),
  ClassIds: described(
    optional(
      array(integer({ code: 'InvalidParameterValue.ClassIds' }), { max: 10, code: 'InvalidParameterValue.ClassIds' }),
    ),
    'In any of these classes, or in a class inside them.',
  ),
  Tags: described(texts(16, 32, 'InvalidParameterValue.Tags'), 'With any of these tags.'),
  Categories: described(
    optional(
      array(string({ enum: ['Video', 'Audio', 'Image'], code: 'InvalidParameterValue.Categories' }), {
        max: 10,
        code: 'InvalidParameterValue.Categories',
      }),
    ),
    'Of any of these categories.',
  ),
  SourceTypes: described(
    texts(10, 100, 'InvalidParameterValue.SourceTypes'),
    'Of any of these origins, as SourceInfo.SourceType names them.',
  ),
  MediaTypes: described(texts(10, 20), 'Of any of these extensions, whatever the case: `mp4`.'),
  CreateTime: period('were added'),
  ExpireTime: period('expire'),
  StorageRegions: described(
    texts(20, 20, 'InvalidParameterValue.StorageRegions'),
    `In any of these regions; all media are in \`${storageRegion}\`.`,
  ),
  StorageClasses: described(texts(10, 20), 'Of any of these storage classes; all media are `STANDARD`.'),
  Status: described(texts(10, 20), 'Of any of these states; all media are `Normal`.'),
  ReviewResults: described(texts(10, 20), 'With any of these results of a review; all media are `notModerated`.'),
  StreamIds: described(
    texts(10, 1000, 'InvalidParameterValue.StreamIds'),
    'Finds nothing here: no media was recorded.',
  ),
  StreamId: described(optional(string()), 'The older form of StreamIds.'),
  StreamDomains: nothing('was recorded'),
  StreamPaths: nothing('was recorded'),
  TrtcSdkAppIds: described(optional(array(integer(), { max: 10 })), 'Finds nothing here: no media was recorded.'),
  TrtcRoomIds: nothing('was recorded', 64),
  KnowledgeBases: nothing('is in a knowledge base'),
  Vids: ignored(array(string())),
  Vid: ignored(string()),
  Text: described(
    optional(string({ max: 64, code: 'InvalidParameterValue.Text' })),
    'The older form of Names and Descriptions: anywhere in one of the two.',
  ),
  SourceType: described(
    optional(string({ code: 'InvalidParameterValue.SourceType' })),
    'The older form of SourceTypes, which wins over it.',
  ),
  StartTime: described(
    optional(time({ code: 'InvalidParameterValue.StartTime' })),
    'The older form of CreateTime.After, which wins over it.',
  ),
  EndTime: described(
    optional(time({ code: 'InvalidParameterValue.EndTime' })),
    'The older form of CreateTime.Before, which wins over it; this time itself is not included.',
  ),
  Filters: filters,
  Sort: described(
    optional(
      object({
        Field: described(string({ enum: ['CreateTime'], code: 'InvalidParameterValue.Sort' }), 'What to sort by.'),
        Order: described(
          withDefault(string({ enum: ['Asc', 'Desc'], code: 'InvalidParameterValue.Sort' }), 'Desc'),
          'The oldest or the newest first.',
        ),
      }),
    ),
    'Order of what is found. Absent: the newest first. Without effect when Names, Descriptions or Text are searched: then the best match is first.',
  ),
  Offset: described(
    withDefault(integer({ min: 0, code: 'InvalidParameterValue.Offset' }), 0),
    `How many to leave out at the beginning. Together with Limit at most ${searchLimit}.`,
  ),
  Limit: limit({ max: searchLimit, default: 10 }),
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
