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
import { searchLimit } from './search.js';
import type { MediaQuery, Period } from './search-query.js';

function texts(maxItems: number, maxLength: number, code?: ApiErrorCode) {
  return optional(array(string({ max: maxLength, ...(code && { code }) }), { max: maxItems, ...(code && { code }) }));
}

const period = (which: string) =>
  described(
    optional(
      object({
        After: described(optional(time()), 'Start of the period, inclusive.'),
        Before: described(optional(time()), 'End of the period, inclusive.'),
      }),
    ),
    `Matches media that ${which} in this period.`,
  );
const matchesNothing = (reason: string, maxLength = 1000) =>
  described(texts(10, maxLength), `Matches no media, because this service ${reason}.`);

export const searchParams = object({
  SubAppId: subAppId,
  FileIds: described(texts(10, 40, 'InvalidParameterValue.FileIds'), 'Matches media with one of these IDs.'),
  Names: described(
    texts(10, 100, 'InvalidParameterValue.Names'),
    'Matches media whose name contains one of these texts. Not case-sensitive.',
  ),
  NamePrefixes: described(
    texts(10, 100, 'InvalidParameterValue.NamePrefixes'),
    'Matches media whose name starts with one of these texts. Case-sensitive.',
  ),
  Descriptions: described(
    texts(10, 100),
    'Matches media whose description contains one of these texts. Not case-sensitive.',
  ),
  ClassIds: described(
    optional(
      array(integer({ code: 'InvalidParameterValue.ClassIds' }), { max: 10, code: 'InvalidParameterValue.ClassIds' }),
    ),
    'Matches media in one of these classes or their subclasses.',
  ),
  Tags: described(texts(16, 32, 'InvalidParameterValue.Tags'), 'Matches media with one of these tags.'),
  Categories: described(
    optional(
      array(string({ enum: ['Video', 'Audio', 'Image'], code: 'InvalidParameterValue.Categories' }), {
        max: 10,
        code: 'InvalidParameterValue.Categories',
      }),
    ),
    'Matches media of one of these categories.',
  ),
  SourceTypes: described(
    texts(10, 100, 'InvalidParameterValue.SourceTypes'),
    'Matches media whose SourceInfo.SourceType is one of these.',
  ),
  MediaTypes: described(
    texts(10, 20),
    'Matches media with one of these file extensions, such as `mp4`. Not case-sensitive.',
  ),
  CreateTime: period('were added'),
  ExpireTime: period('expire'),
  StorageRegions: described(
    texts(20, 20, 'InvalidParameterValue.StorageRegions'),
    `Matches media in one of these regions. All media are in \`${storageRegion}\`.`,
  ),
  StorageClasses: described(texts(10, 20), 'Matches media of one of these storage classes. All media are `STANDARD`.'),
  Status: described(texts(10, 20), 'Matches media with one of these statuses. All media are `Normal`.'),
  ReviewResults: described(
    texts(10, 20),
    'Matches media with one of these review results. All media are `notModerated`.',
  ),
  StreamIds: described(
    texts(10, 1000, 'InvalidParameterValue.StreamIds'),
    'Matches no media, because this service does not record streams.',
  ),
  StreamId: described(optional(string()), 'Older form of StreamIds.'),
  StreamDomains: matchesNothing('does not record streams'),
  StreamPaths: matchesNothing('does not record streams'),
  TrtcSdkAppIds: described(
    optional(array(integer(), { max: 10 })),
    'Matches no media, because this service does not record streams.',
  ),
  TrtcRoomIds: matchesNothing('does not record streams', 64),
  KnowledgeBases: matchesNothing('has no knowledge bases'),
  Vids: ignored(array(string())),
  Vid: ignored(string()),
  Text: described(
    optional(string({ max: 64, code: 'InvalidParameterValue.Text' })),
    'Older form of Names and Descriptions: matches media whose name or description contains this text.',
  ),
  SourceType: described(
    optional(string({ code: 'InvalidParameterValue.SourceType' })),
    'Older form of SourceTypes. Ignored if SourceTypes is given.',
  ),
  StartTime: described(
    optional(time({ code: 'InvalidParameterValue.StartTime' })),
    'Older form of CreateTime.After. Ignored if CreateTime.After is given.',
  ),
  EndTime: described(
    optional(time({ code: 'InvalidParameterValue.EndTime' })),
    'Older form of CreateTime.Before, but exclusive. Ignored if CreateTime.Before is given.',
  ),
  Filters: filters,
  Sort: described(
    optional(
      object({
        Field: described(string({ enum: ['CreateTime'], code: 'InvalidParameterValue.Sort' }), 'Sort field.'),
        Order: described(
          withDefault(string({ enum: ['Asc', 'Desc'], code: 'InvalidParameterValue.Sort' }), 'Desc'),
          'Sort order: `Asc` returns the oldest first, `Desc` the newest.',
        ),
      }),
    ),
    'Sort order of the result. Default: the newest first. Ignored if Names, Descriptions or Text is given: then the best match is first.',
  ),
  Offset: described(
    withDefault(integer({ min: 0, code: 'InvalidParameterValue.Offset' }), 0),
    `Number of items to skip. Offset plus Limit must be at most ${searchLimit}.`,
  ),
  Limit: limit({ max: searchLimit, default: 10 }),
});

type SearchParams = Infer<typeof searchParams>;

/**
 * @returns undefined when nothing can match
 * @throws ApiError InvalidParameterValue.Offset
 */
export function queryOf(params: SearchParams): MediaQuery | undefined {
  const { Offset, Limit } = params;
  if (Offset + Limit > searchLimit) {
    const message = `Offset plus Limit must be at most ${searchLimit}, got ${Offset} plus ${Limit}`;
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

/** Returns whether a media can match the parameters that have the same value for all media. */
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

/** Times of the contract have whole seconds, so the period includes the whole second of its end. */
function inclusive({ After, Before }: { After?: Date; Before?: Date } = {}): Period {
  return { from: After, before: Before && new Date((Math.floor(Before.getTime() / 1000) + 1) * 1000) };
}
