import { queryOptions } from '@tanstack/react-query';
import { readError, send } from '../api/send.ts';
import { turns } from './turns.ts';

/** Posters that the service makes at the same time for this page. */
const AT_ONCE = 3;
/** Pixels: twice the width of most posters. */
const WIDTH = 320;

const take = turns(AT_ONCE);

/** A frame of a video. @param app ID of the application; undefined: the main one */
export function posterQuery(fileId: string, app: number | undefined) {
  return queryOptions({
    queryKey: ['posters', fileId, app],
    queryFn: ({ signal }): Promise<Blob> =>
      take(signal, async () => {
        const url = new URL(`/x/v1/media/${encodeURIComponent(fileId)}/stills`, location.origin);
        url.search = String(
          new URLSearchParams({ Count: '1', Width: String(WIDTH), ...(app && { SubAppId: String(app) }) }),
        );
        const response = await send(new Request(url, { signal }));
        if (!response.ok) throw await readError(response);
        return response.blob();
      }),
    // A media never changes. Without a poster, the page shows a picture of its kind.
    staleTime: Number.POSITIVE_INFINITY,
    retry: 1,
    retryDelay: 5_000,
  });
}
