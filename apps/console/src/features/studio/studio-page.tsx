import { Anchor } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { ArrowLeft } from 'lucide-react';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../../api/types.ts';
import { EmptyState } from '../../parts/empty-state.tsx';
import { ErrorNotice } from '../../parts/error-notice.tsx';
import { Page } from '../../parts/page.tsx';
import { useApplication } from '../../shell/application.ts';
import { fpsOf, isLengthDoubtful, statedLength } from './film.ts';
import type { Source } from './pictures/pictures.ts';
import { filmQuery, lastFrameQuery } from './queries.ts';
import { Waiting } from './waiting.tsx';
import { Workbench } from './workbench.tsx';

/** Makes animations of one media. */
export function StudioPage() {
  const { t } = useTranslation('studio');
  const { fileId } = useParams({ from: '/app/create/$fileId' });
  const { SubAppId } = useApplication();
  const application = useMemo(() => (SubAppId === undefined ? {} : { SubAppId }), [SubAppId]);
  const source = useMemo(() => ({ fileId, application }), [fileId, application]);
  const { data: media, error, refetch } = useQuery(filmQuery(application, fileId));
  return (
    <Page
      title={t('title')}
      before={
        <Anchor component={Link} to="/media/$fileId" params={{ fileId } as never} size="sm">
          <ArrowLeft size={14} aria-hidden /> {media?.BasicInfo?.Name || fileId}
        </Anchor>
      }
    >
      {error && <ErrorNotice error={error} onRetry={refetch} />}
      {media && <FilmOfMedia key={fileId} media={media} source={source} />}
      {!media && !error && <Waiting />}
    </Page>
  );
}

function FilmOfMedia({ media, source }: { readonly media: Schemas['MediaInfo']; readonly source: Source }) {
  const { t } = useTranslation('studio');
  const hasVideo = (media.MetaData?.VideoStreamSet.length ?? 0) > 0;
  const asks = hasVideo && isLengthDoubtful(media);
  const { data: lastFrame, error, refetch } = useQuery(lastFrameQuery(source, asks));
  const fps = fpsOf(media);
  const length = asks ? lastFrame !== undefined && lastFrame + 1 / fps : Math.max(statedLength(media), 1 / fps);

  if (!hasVideo) {
    return (
      <EmptyState title={t('noVideo.title')} actions={<Link to="/create">{t('noVideo.other')}</Link>}>
        {t('noVideo.text')}
      </EmptyState>
    );
  }
  if (error) return <ErrorNotice error={error} onRetry={refetch} />;
  if (!length) return <Waiting />;
  return <Workbench media={media} source={source} film={{ fps, length }} />;
}
