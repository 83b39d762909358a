import { FileQuestion, Film, Image, Music } from 'lucide-react';
import { useState } from 'react';
import type { Schemas } from '../api/types.ts';
import classes from './poster.module.css';

const icons = { Video: Film, Audio: Music, Image };

interface PosterProps {
  /** Undefined for a media that does not exist any more. */
  readonly media: Pick<Schemas['MediaInfo'], 'BasicInfo'> | undefined;
  readonly small?: boolean;
}

/** The cover of a media; without one, a picture of its kind. Its shape is always 16:9, so that nothing moves when it arrives. */
export function Poster({ media, small = false }: PosterProps) {
  const [failed, setFailed] = useState<string>();
  const cover = media?.BasicInfo?.CoverUrl ?? '';
  const Icon = icons[media?.BasicInfo?.Category ?? 'Video'] ?? FileQuestion;
  return (
    <div className={classes.poster} data-small={small}>
      {cover !== '' && failed !== cover ? (
        <img src={cover} alt="" loading="lazy" decoding="async" onError={() => setFailed(cover)} />
      ) : (
        <Icon size={small ? 18 : 28} strokeWidth={1.5} aria-hidden />
      )}
    </div>
  );
}
