import { Skeleton } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormats } from '../../../i18n/format.ts';
import { Poster } from '../../../parts/poster.tsx';
import { shownSizeText } from '../../../parts/shown-size.ts';
import { MediaMenu } from '../media-menu.tsx';
import type { Media } from '../queries.ts';
import classes from './media-grid.module.css';

const bars = Array.from({ length: 12 }, (_, index) => index);

/** A page of media with their covers. */
export const MediaGrid = memo(function MediaGrid({ media }: { readonly media: readonly Media[] | undefined }) {
  const { t } = useTranslation('media');
  return (
    <ul className={classes.grid} aria-label={t('title')} aria-busy={media === undefined}>
      {media?.map((one) => (
        <Card key={one.FileId} media={one} />
      ))}
      {media === undefined &&
        bars.map((bar) => (
          <li key={bar}>
            <Skeleton className={classes.bar ?? ''} radius="md" />
            <div className={classes.text}>
              <Skeleton height={12} width="70%" my={4} />
              <Skeleton height={10} width="45%" my={6} />
            </div>
          </li>
        ))}
    </ul>
  );
});

function Card({ media }: { readonly media: Media }) {
  const { t } = useTranslation('media');
  const { bytes, duration } = useFormats();
  const { BasicInfo: info, MetaData: data, FileId } = media;
  const count = media.AnimatedGraphicsInfo?.AnimatedGraphicsSet.length ?? 0;
  return (
    <li className={classes.card}>
      <Link to="/media/$fileId" params={{ fileId: FileId }} className={classes.link ?? ''}>
        <Poster media={media} />
        {data && data.Duration > 0 && <span className={classes.duration}>{duration(data.Duration)}</span>}
        {count > 0 && <span className={classes.animations}>{t('animations.count', { count })}</span>}
        <span className={classes.name}>{info?.Name || FileId}</span>
      </Link>
      <div className={classes.line}>
        <span>{[shownSizeText(data), data && bytes(data.Size)].filter(Boolean).join(' · ')}</span>
        <MediaMenu media={media} />
      </div>
    </li>
  );
}
