import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Schemas } from '../../../api/types.ts';
import { mediaByIdQuery, videosQuery } from '../../../parts/media-query.ts';
import { type Application, useApplication } from '../../../shell/application.ts';

type Media = Schemas['MediaInfo'];

const keyOf = ({ SubAppId }: Application): string => `cliploop-sample-media-${SubAppId ?? 'main'}`;

function remembered(application: Application): string {
  try {
    return localStorage.getItem(keyOf(application)) ?? '';
  } catch {
    return '';
  }
}

/**
 * The video of which samples are made: the one that was chosen last in this browser, else the newest one.
 * @returns `media` is undefined while it loads, and null when there is no video
 */
export function useSampleMedia(): { media: Media | null | undefined; choose: (media: Media) => void } {
  const application = useApplication();
  const [fileId, setFileId] = useState(() => remembered(application));
  const byId = useQuery(mediaByIdQuery(application, [fileId]));
  const chosen = byId.data?.get(fileId);
  const needsNewest = fileId === '' || (byId.data !== undefined && !byId.isPlaceholderData && chosen === undefined);
  const videos = useQuery({ ...videosQuery(application, ''), enabled: needsNewest });

  function choose(media: Media) {
    setFileId(media.FileId);
    try {
      localStorage.setItem(keyOf(application), media.FileId);
    } catch {
      // Without storage, the choice lasts until the page is left.
    }
  }

  const newest = videos.data?.find(({ BasicInfo: info }) => info?.MediaUrl !== '');
  return { media: chosen ?? (needsNewest && videos.data ? (newest ?? null) : undefined), choose };
}
