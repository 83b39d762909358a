import { Button, Skeleton, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Film, Search } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormats } from '../../../i18n/format.ts';
import { EmptyState } from '../../../parts/empty-state.tsx';
import { ErrorNotice } from '../../../parts/error-notice.tsx';
import { videosQuery } from '../../../parts/media-query.ts';
import { Page } from '../../../parts/page.tsx';
import { Poster } from '../../../parts/poster.tsx';
import { useApplication } from '../../../shell/application.ts';
import classes from './pick-page.module.css';

const bars = Array.from({ length: 8 }, (_, index) => index);

/** Chooses the video to make an animation of. */
export function PickPage() {
  const { t } = useTranslation('studio');
  const { t: common } = useTranslation();
  const { duration } = useFormats();
  const [typed, setTyped] = useState('');
  const [name] = useDebouncedValue(typed.trim(), 250);
  const { data, error, refetch } = useQuery(videosQuery(useApplication(), name));
  const isEmpty = data?.length === 0 && name === '';
  const add = (
    <Button component={Link} to="/media" variant="default">
      {t('pick.add')}
    </Button>
  );
  return (
    <Page title={t('pick.title')} description={t('pick.text')} actions={isEmpty ? undefined : add}>
      {error && <ErrorNotice error={error} onRetry={refetch} />}
      {isEmpty ? (
        <EmptyState icon={<Film size={32} strokeWidth={1.5} />} title={t('pick.empty.title')} actions={add}>
          {t('pick.empty.text')}
        </EmptyState>
      ) : (
        <>
          <TextInput
            type="search"
            aria-label={common('picker.search')}
            placeholder={common('picker.search')}
            leftSection={<Search size={16} aria-hidden />}
            value={typed}
            maxLength={100}
            maw={360}
            mb="md"
            onChange={(event) => setTyped(event.currentTarget.value)}
          />
          {data?.length === 0 && <p className={classes.none}>{t('pick.none')}</p>}
          <ul className={classes.grid} aria-label={t('pick.title')} aria-busy={data === undefined}>
            {data?.map((media) => (
              <li key={media.FileId}>
                <Link to="/create/$fileId" params={{ fileId: media.FileId }} className={classes.link ?? ''}>
                  <Poster media={media} />
                  <span className={classes.name}>{media.BasicInfo?.Name || media.FileId}</span>
                  <span className={classes.facts}>{duration(media.MetaData?.Duration ?? 0)}</span>
                </Link>
              </li>
            ))}
            {data === undefined &&
              !error &&
              bars.map((bar) => (
                <li key={bar}>
                  <Skeleton className={classes.bar ?? ''} radius="md" />
                </li>
              ))}
          </ul>
        </>
      )}
    </Page>
  );
}
