import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { ApiError } from '../../api/api-error.ts';
import { call } from '../../api/call.ts';
import type { Schemas } from '../../api/types.ts';
import type { Application } from '../../shell/application.ts';
import type { Film } from './model/editor.ts';
import { plan, preview, type Recipe, type Source, stills } from './pictures/pictures.ts';

/** One media, to make animations of it. */
export function filmQuery(application: Application, fileId: string) {
  return queryOptions({
    queryKey: ['media', 'film', application, fileId],
    async queryFn({ signal }): Promise<Schemas['MediaInfo']> {
      const Filters = ['basicInfo', 'metaData'];
      const { MediaInfoSet } = await call(
        'DescribeMediaInfos',
        { ...application, FileIds: [fileId], Filters },
        { signal },
      );
      const [media] = MediaInfoSet;
      if (!media) throw new ApiError('ResourceNotFound', `Media ${JSON.stringify(fileId)} not found`);
      return media;
    },
    meta: { id: fileId },
    staleTime: 60_000,
  });
}

/** The time of the last frame, for files whose length is unknown or unlikely. */
export function lastFrameQuery(source: Source, enabled: boolean) {
  return queryOptions({
    queryKey: ['media', 'last-frame', source],
    async queryFn({ signal }): Promise<number> {
      const { times } = await stills(source, { Times: [-0.001], Width: 160 }, signal);
      return times[0] ?? 0;
    },
    enabled,
    staleTime: Number.POSITIVE_INFINITY,
  });
}

/** Parts of a film whose frames tell its frame rate, seconds: the first for most films, the second for slow ones. */
const RATE_PARTS = [0.25, 20];
/** Frames that are enough for it. */
const RATE_FRAMES = 4;

/** The length and the frame rate of a film that the library knows nothing of. @param fps if there are too few frames to tell */
export function readFilmQuery(source: Source, fps: number, enabled: boolean) {
  return queryOptions({
    queryKey: ['media', 'read-film', source],
    async queryFn({ signal }): Promise<Film> {
      const { times } = await stills(source, { Times: [-0.001], Width: 160 }, signal);
      const last = times[0] ?? 0;
      let rate = fps;
      for (const EndTimeOffset of RATE_PARTS) {
        const part = await stills(source, { Every: 1, StartTimeOffset: 0, EndTimeOffset, Width: 16 }, signal);
        const [first = 0] = part.times;
        const end = part.times.at(-1) ?? first;
        if (end > first) rate = (part.times.length - 1) / (end - first);
        if (part.times.length >= RATE_FRAMES || EndTimeOffset > last) break;
      }
      return { length: last + 1 / rate, fps: rate };
    },
    enabled,
    retry: false,
    staleTime: Number.POSITIVE_INFINITY,
  });
}

/** The time of the frame that an animation shows at a time. @param time undefined: nothing to ask */
export function shownQuery(source: Source, time: number | undefined) {
  return queryOptions({
    queryKey: ['studio', 'shown', source, time],
    async queryFn({ signal }): Promise<number> {
      const { times } = await stills(source, { Times: [time ?? 0], Width: 16 }, signal);
      return times[0] ?? 0;
    },
    enabled: time !== undefined,
    staleTime: Number.POSITIVE_INFINITY,
  });
}

export function templatesQuery(application: Application) {
  return queryOptions({
    queryKey: ['templates', 'studio', application],
    queryFn: async ({ signal }) =>
      (await call('DescribeAnimatedGraphicsTemplates', { ...application, Limit: 100 }, { signal }))
        .AnimatedGraphicsTemplateSet,
    staleTime: 30_000,
  });
}

/** The estimate of an animation. The last one stays while the next one is made. */
export function planQuery(source: Source, recipe: Recipe) {
  return queryOptions({
    queryKey: ['studio', 'plan', source, recipe],
    queryFn: ({ signal }) => plan(source, recipe, signal),
    placeholderData: keepPreviousData,
    staleTime: 60_000,
    gcTime: 60_000,
    retry: false,
  });
}

/** Tells the tabs of a browser apart, so that their previews do not cancel each other. */
const tab = crypto.getRandomValues(new Uint32Array(1))[0]?.toString(36) ?? '';

/** A real animation. The last one stays while the next one is made. @param slot previews of one slot replace each other */
export function previewQuery(source: Source, recipe: Recipe | undefined, slot: 'a' | 'b') {
  return queryOptions({
    queryKey: ['studio', 'preview', slot, source, recipe],
    queryFn: ({ signal }) => preview(source, recipe as Recipe, `${slot}-${tab}`, signal),
    enabled: recipe !== undefined,
    placeholderData: keepPreviousData,
    staleTime: 60_000,
    gcTime: 60_000,
    retry: false,
  });
}
