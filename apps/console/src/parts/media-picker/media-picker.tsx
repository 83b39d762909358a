import { Button, Modal, Skeleton, Text, UnstyledButton } from '@mantine/core';
import { useDebouncedValue, useDisclosure } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { Film } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../../api/types.ts';
import { useFormats } from '../../i18n/format.ts';
import { ErrorNotice } from '../error-notice.tsx';
import { videosQuery } from '../media-query.ts';
import { Poster } from '../poster.tsx';
import classes from './media-picker.module.css';
import { VideoSearch } from './video-search.tsx';

type Media = Schemas['MediaInfo'];

interface MediaPickerProps {
  readonly application: { readonly SubAppId?: number };
  /** The chosen media. */
  readonly media: Media | undefined;
  readonly onChoose: (media: Media) => void;
}

/** Chooses a video of the library in a dialog. */
export function MediaPicker({ application, media, onChoose }: MediaPickerProps) {
  const { t } = useTranslation();
  const [opened, dialog] = useDisclosure();
  return (
    <>
      <Button variant="default" leftSection={<Film size={16} aria-hidden />} onClick={dialog.open}>
        {t(media ? 'picker.change' : 'picker.choose')}
      </Button>
      <Modal
        opened={opened}
        onClose={dialog.close}
        title={t('picker.title')}
        size="lg"
        closeButtonProps={{ 'aria-label': t('action.close') }}
      >
        <Videos
          application={application}
          onChoose={(chosen) => {
            dialog.close();
            onChoose(chosen);
          }}
        />
      </Modal>
    </>
  );
}

function Videos({ application, onChoose }: Pick<MediaPickerProps, 'application' | 'onChoose'>) {
  const { t } = useTranslation();
  const { duration } = useFormats();
  const [text, setText] = useState('');
  const [name] = useDebouncedValue(text.trim(), 250);
  const { data, error, refetch } = useQuery(videosQuery(application, name));
  return (
    <>
      <VideoSearch value={text} onChange={setText} mb="md" data-autofocus />
      {error && <ErrorNotice error={error} onRetry={refetch} />}
      {data?.length === 0 && <Text c="dimmed">{t('picker.none')}</Text>}
      <ul className={classes.grid} aria-busy={data === undefined}>
        {data?.map((media) => (
          <li key={media.FileId}>
            <UnstyledButton className={classes.video ?? ''} onClick={() => onChoose(media)}>
              <Poster media={media} />
              <span className={classes.name}>{media.BasicInfo?.Name || media.FileId}</span>
              <span className={classes.duration}>{duration(media.MetaData?.Duration ?? 0)}</span>
            </UnstyledButton>
          </li>
        ))}
        {data === undefined &&
          !error &&
          Array.from({ length: 6 }, (_, index) => index).map((index) => (
            <li key={index}>
              <Skeleton className={classes.bar ?? ''} />
            </li>
          ))}
      </ul>
    </>
  );
}
