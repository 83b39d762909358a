import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { call } from '../api/call.ts';
import type { Params, Schemas } from '../api/types.ts';

interface Application {
  readonly SubAppId?: number;
}

/** Media that one request may name. */
const MAX_IDS = 20;

/** Media by FileId. Those that do not exist any more are missing. @param fileIds at most 20 */
export function mediaByIdQuery(application: Application, fileIds: readonly string[]) {
  const wanted = [...new Set(fileIds)].filter((id) => id !== '').sort();
  return queryOptions({
    queryKey: ['media', 'by-id', application, wanted],
    async queryFn({ signal }): Promise<ReadonlyMap<string, Schemas['MediaInfo']>> {
      const pages = Array.from({ length: Math.ceil(wanted.length / MAX_IDS) }, (_, page) =>
        wanted.slice(page * MAX_IDS, (page + 1) * MAX_IDS),
      );
      const Filters = ['basicInfo', 'metaData'];
      const answers = await Promise.all(
        pages.map((FileIds) => call('DescribeMediaInfos', { ...application, FileIds, Filters }, { signal })),
      );
      return new Map(answers.flatMap(({ MediaInfoSet }) => MediaInfoSet.map((media) => [media.FileId, media])));
    },
    enabled: wanted.length > 0,
    placeholderData: keepPreviousData,
    staleTime: 60_000,
  });
}

/** Videos for a choice, the newest first. @param name part of the name; empty: all */
export function videosQuery(application: Application, name: string) {
  return queryOptions({
    queryKey: ['media', 'videos', application, name],
    async queryFn({ signal }) {
      const params: Params<'SearchMedia'> = {
        ...application,
        ...(name !== '' && { Names: [name] }),
        Categories: ['Video'],
        Sort: { Field: 'CreateTime', Order: 'Desc' },
        Filters: ['basicInfo', 'metaData'],
        Limit: 24,
      };
      return (await call('SearchMedia', params, { signal })).MediaInfoSet;
    },
    placeholderData: keepPreviousData,
  });
}
