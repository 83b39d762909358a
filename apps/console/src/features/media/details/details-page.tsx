import { Anchor, Button, Skeleton, Title } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useParams } from '@tanstack/react-router';
import { ArrowLeft, Clapperboard, Download, PencilLine, Trash2 } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { ErrorNotice } from '../../../parts/error-notice.tsx';
import { Facts } from '../../../parts/facts.tsx';
import { useLive } from '../../../parts/live/use-live.ts';
import { Page } from '../../../parts/page.tsx';
import { useApplication } from '../../../shell/application.ts';
import { useHasPage } from '../../../shell/navigation.tsx';
import { useDeleteMedia } from '../delete-media.ts';
import { EditDialog } from '../edit-dialog.tsx';
import { type Media, mediaQuery } from '../queries.ts';
import { Animations } from './animations.tsx';
import classes from './details-page.module.css';
import { useFacts } from './media-facts.tsx';
import { Preview } from './preview.tsx';

/** One media: its picture, its animations and all its metadata. */
export function DetailsPage() {
  const { t } = useTranslation('media');
  useLive();
  const { fileId } = useParams({ from: '/app/media/$fileId' });
  const { data: media, error, refetch } = useQuery(mediaQuery(useApplication(), fileId));
  return (
    <Page
      title={media?.BasicInfo?.Name || fileId}
      before={
        <Anchor component={Link} to="/media" size="sm" className={classes.back ?? ''}>
          <ArrowLeft size={14} aria-hidden /> {t('title')}
        </Anchor>
      }
      actions={media && <Actions media={media} />}
    >
      {error && <ErrorNotice error={error} onRetry={refetch} />}
      {!error && (
        <div className={classes.columns}>
          <div className={classes.pictures}>
            {media ? <Preview media={media} /> : <Skeleton className={classes.bar ?? ''} radius="lg" />}
            {media && <Animations media={media} />}
          </div>
          <section aria-labelledby="facts">
            <Title order={2} id="facts">
              {t('facts')}
            </Title>
            {media ? <MediaFacts media={media} /> : <Skeleton height={400} mt="sm" radius="lg" />}
          </section>
        </div>
      )}
    </Page>
  );
}

function MediaFacts({ media }: { readonly media: Media }) {
  return <Facts entries={useFacts(media)} />;
}

function Actions({ media }: { readonly media: Media }) {
  const { t } = useTranslation('media');
  const { t: common } = useTranslation();
  const [editing, edit] = useDisclosure();
  const deleteMedia = useDeleteMedia();
  const navigate = useNavigate();
  const canCreate = useHasPage('/create') && media.BasicInfo?.Category === 'Video';

  async function remove() {
    deleteMedia(media);
    await navigate({ to: '/media' });
  }

  return (
    <>
      <Button variant="default" leftSection={<Trash2 size={16} aria-hidden />} onClick={remove}>
        {common('action.delete')}
      </Button>
      {media.BasicInfo?.MediaUrl && (
        <Button
          variant="default"
          leftSection={<Download size={16} aria-hidden />}
          component="a"
          href={media.BasicInfo.MediaUrl}
          download
        >
          {t('download')}
        </Button>
      )}
      <Button variant="default" leftSection={<PencilLine size={16} aria-hidden />} onClick={edit.open}>
        {t('edit')}
      </Button>
      {canCreate && (
        <Button
          leftSection={<Clapperboard size={16} aria-hidden />}
          component={Link}
          to="/create/$fileId"
          params={{ fileId: media.FileId } as never}
        >
          {t('create')}
        </Button>
      )}
      <EditDialog media={media} opened={editing} onClose={edit.close} />
    </>
  );
}
