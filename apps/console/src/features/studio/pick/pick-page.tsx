import { Skeleton, Title } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Film } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../../../api/types.ts';
import { useFormats } from '../../../i18n/format.ts';
import { EmptyState } from '../../../parts/empty-state.tsx';
import { ErrorNotice } from '../../../parts/error-notice.tsx';
import { VideoSearch } from '../../../parts/media-picker/video-search.tsx';
import { videosQuery } from '../../../parts/media-query.ts';
import { Page } from '../../../parts/page.tsx';
import { Poster } from '../../../parts/poster.tsx';
import { useHasRight } from '../../../session/rights.ts';
import { useApplication } from '../../../shell/application.ts';
import { NewVideo } from './new-video.tsx';
import classes from './pick-page.module.css';

const bars = Array.from({ length: 8 }, (_, index) => index);

/** Chooses the video to make an animation of: a new one, or one of the library. */
export function PickPage() {
  const { t } = useTranslation('studio');
  const mayUpload = useHasRight('upload');
  const [typed, setTyped] = useState('');
  const [name] = useDebouncedValue(typed.trim(), 250);
  const { data, error, refetch } = useQuery(videosQuery(useApplication(), name));
  const isEmpty = data?.length === 0 && typed.trim() === '' && name === '';
  return (
    <Page title={t('pick.title')} description={t(mayUpload ? 'pick.text' : 'pick.text.known')}>
      {mayUpload && <NewVideo />}
      {error && <ErrorNotice error={error} onRetry={refetch} />}
      {!isEmpty && (
        <section aria-labelledby="recent-videos">
          <div className={classes.header}>
            <Title order={2} size="h3" id="recent-videos">
              {t(name === '' ? 'pick.recent' : 'pick.found')}
            </Title>
            <VideoSearch className={classes.search ?? ''} value={typed} onChange={setTyped} />
          </div>
          {data?.length === 0 && <p className={classes.none}>{t('pick.none')}</p>}
          <Videos media={data} isLoading={data === undefined && !error} />
        </section>
      )}
      {isEmpty && !mayUpload && (
        <EmptyState icon={<Film size={32} strokeWidth={1.5} />} title={t('pick.empty.title')}>
          {t('pick.empty.text')}
        </EmptyState>
      )}
    </Page>
  );
}

interface VideosProps {
  readonly media: readonly Schemas['MediaInfo'][] | undefined;
  readonly isLoading: boolean;
}

function Videos({ media, isLoading }: VideosProps) {
  const { duration } = useFormats();
  return (
    <ul className={classes.grid} aria-labelledby="recent-videos" aria-busy={isLoading}>
      {media?.map((one) => (
        <li key={one.FileId}>
          <Link to="/create/$fileId" params={{ fileId: one.FileId }} className={classes.link ?? ''}>
            <Poster media={one} />
            <span className={classes.name}>{one.BasicInfo?.Name || one.FileId}</span>
            <span className={classes.facts}>{duration(one.MetaData?.Duration ?? 0)}</span>
          </Link>
        </li>
      ))}
      {isLoading &&
        bars.map((bar) => (
          <li key={bar}>
            <Skeleton className={classes.bar ?? ''} radius="md" />
          </li>
        ))}
    </ul>
  );
}
