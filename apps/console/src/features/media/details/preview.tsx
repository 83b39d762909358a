import { Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Poster } from '../../../parts/poster.tsx';
import type { Media } from '../queries.ts';
import classes from './preview.module.css';

/** Plays the original file where the browser can; else shows the cover. */
export function Preview({ media }: { readonly media: Media }) {
  const { t } = useTranslation('media');
  const [failed, setFailed] = useState(false);
  const { MediaUrl: url = '', CoverUrl: cover, Category: category } = media.BasicInfo ?? {};
  if (url === '' || failed) {
    return (
      <div>
        <Poster media={media} />
        <Text size="sm" c="dimmed" mt="sm">
          {url === '' ? t('preview.deleted') : t('preview.unsupported')}
        </Text>
      </div>
    );
  }
  if (category === 'Image') return <img className={classes.image} src={url} alt={media.BasicInfo?.Name ?? ''} />;
  if (category === 'Audio') {
    return <audio className={classes.audio} src={url} controls preload="metadata" onError={() => setFailed(true)} />;
  }
  return (
    <video
      className={classes.video}
      src={url}
      poster={cover || undefined}
      controls
      playsInline
      preload="metadata"
      onError={() => setFailed(true)}
      onLoadedMetadata={(event) => setFailed(event.currentTarget.videoWidth === 0)}
    />
  );
}
