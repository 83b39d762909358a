import { useIntersection } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useSearch } from '@tanstack/react-router';
import { FileQuestion, Film, Image, Music } from 'lucide-react';
import { useState } from 'react';
import type { Schemas } from '../api/types.ts';
import classes from './poster.module.css';
import { posterQuery } from './poster-query.ts';
import { useObjectUrl } from './use-object-url.ts';

const icons = { Video: Film, Audio: Music, Image };

interface PosterProps {
  /** Undefined for a media that does not exist any more. */
  readonly media: Pick<Schemas['MediaInfo'], 'FileId' | 'BasicInfo' | 'MetaData'> | undefined;
  readonly small?: boolean;
}

/**
 * The cover of a media; without one, a frame of the video; else a picture of its kind. Its shape is always 16:9, so that nothing moves
 * when it arrives.
 */
export function Poster({ media, small = false }: PosterProps) {
  const [failed, setFailed] = useState<string>();
  const { ref, entry } = useIntersection<HTMLDivElement>({ rootMargin: '200px' });
  const cover = media?.BasicInfo?.CoverUrl ?? '';
  const frame = useFrame(cover === '' ? media : undefined, entry?.isIntersecting === true);
  const src = cover || frame;
  const Icon = icons[media?.BasicInfo?.Category ?? 'Video'] ?? FileQuestion;
  return (
    <div ref={ref} className={classes.poster} data-small={small}>
      {src && failed !== src ? (
        <img src={src} alt="" decoding="async" onError={() => setFailed(src)} />
      ) : (
        <Icon size={small ? 18 : 28} strokeWidth={1.5} aria-hidden />
      )}
    </div>
  );
}

/** The URL of a frame of a video, once it was near the window. */
function useFrame(media: PosterProps['media'], isNear: boolean): string | undefined {
  const { app } = useSearch({ strict: false });
  const { BasicInfo: info, MetaData: data, FileId = '' } = media ?? {};
  // Others would be refused, which browsers report.
  const hasFrames = info?.Category === 'Video' && info.MediaUrl !== '' && (data?.Width ?? 0) > 0;
  const { data: file } = useQuery({ ...posterQuery(FileId, app), enabled: hasFrames && isNear });
  return useObjectUrl(hasFrames ? file : undefined);
}
