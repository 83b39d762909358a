import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { ApiError } from '../../api/api-error.ts';
import { call } from '../../api/call.ts';
import type { Params, Schemas } from '../../api/types.ts';
import type { Application } from '../../shell/application.ts';
import type { LibrarySearch } from './library-search.ts';

export type Media = Schemas['MediaInfo'];
export type MediaClass = Schemas['MediaClassInfo'];

/** Media on a page of the library. The service lists at most 5000. */
export const PAGE_SIZE = 48;

/** The key of all queries of media, to refresh them after a change. */
export const mediaKey = ['media'] as const;

/** The parameters of SearchMedia for what the library shows. */
export function searchParams(application: Application, search: LibrarySearch): Params<'SearchMedia'> {
  const { q = '', class: classId, category, sort, page = 1 } = search;
  return {
    ...application,
    ...(q.trim() !== '' && { Names: [q.trim()] }),
    ...(classId !== undefined && { ClassIds: [classId] }),
    ...(category && { Categories: [category] }),
    Sort: { Field: 'CreateTime', Order: sort === 'oldest' ? 'Asc' : 'Desc' },
    Filters: ['basicInfo', 'metaData', 'animatedGraphicsInfo'],
    Offset: (page - 1) * PAGE_SIZE,
    Limit: PAGE_SIZE,
  };
}

/** A page of the library. While another page loads, the last one stays. */
export function libraryQuery(application: Application, search: LibrarySearch) {
  const params = searchParams(application, search);
  return queryOptions({
    queryKey: [...mediaKey, 'library', params],
    queryFn: ({ signal }) => call('SearchMedia', params, { signal }),
    placeholderData: keepPreviousData,
  });
}

/** One media with all its parts. */
export function mediaQuery(application: Application, fileId: string) {
  return queryOptions({
    queryKey: [...mediaKey, 'details', application, fileId],
    async queryFn({ signal }) {
      const { MediaInfoSet } = await call('DescribeMediaInfos', { ...application, FileIds: [fileId] }, { signal });
      const [media] = MediaInfoSet;
      if (!media) throw new ApiError('ResourceNotFound', `Media ${JSON.stringify(fileId)} not found`);
      return media;
    },
    meta: { id: fileId },
  });
}

/** All classes, sorted by ID. */
export function classesQuery(application: Application) {
  return queryOptions({
    queryKey: [...mediaKey, 'classes', application],
    queryFn: async ({ signal }) => (await call('DescribeAllClass', application, { signal })).ClassInfoSet,
    staleTime: 60_000,
  });
}
