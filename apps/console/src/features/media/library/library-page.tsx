import { Button } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { Film, Link2, SearchX } from 'lucide-react';
import { useDeferredValue, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '../../../parts/empty-state.tsx';
import { ErrorNotice } from '../../../parts/error-notice.tsx';
import { lazyDialog } from '../../../parts/lazy-dialog.tsx';
import { useLive } from '../../../parts/live/use-live.ts';
import { Page } from '../../../parts/page.tsx';
import { Pager } from '../../../parts/pager.tsx';
import { useHasRight } from '../../../session/rights.ts';
import { useApplication } from '../../../shell/application.ts';
import { useDeletedMedia } from '../delete-media.ts';
import type { LibrarySearch } from '../library-search.ts';
import { PullList } from '../pull/pull-list.tsx';
import { libraryQuery, PAGE_SIZE } from '../queries.ts';
import { UploadButton, useUploadDialog } from '../upload/upload-button.tsx';
import { Filters } from './filters.tsx';
import classes from './library-page.module.css';
import { MediaGrid } from './media-grid.tsx';
import { MediaTable } from './media-table.tsx';

const PullDialog = lazyDialog(async () => (await import('../pull/pull-dialog.tsx')).PullDialog);

/** The media of an application, as a grid or a list. */
export function LibraryPage() {
  const { t } = useTranslation('media');
  const search = useSearch({ from: '/app/media' });
  const navigate = useNavigate({ from: '/media' });
  const application = useApplication();
  useLive();
  const { data, error, isPlaceholderData, refetch } = useQuery(libraryQuery(application, search));
  const deleted = useDeletedMedia();
  const [pulling, pull] = useDisclosure();

  const media = useMemo(() => data?.MediaInfoSet.filter(({ FileId }) => !deleted.has(FileId)), [data, deleted]);
  // Rendered in steps: a page of media takes long enough to delay clicks and keys.
  const shown = useDeferredValue(media, undefined);
  const total = data?.TotalCount ?? 0;
  const change = (changes: Partial<LibrarySearch>) =>
    navigate({ search: (old) => ({ ...old, page: undefined, ...changes }), replace: changes.q !== undefined });
  const filtered = search.q !== undefined || search.class !== undefined || search.category !== undefined;
  const showsList = search.view === 'list';
  const upload = useUploadDialog(search.flow, () =>
    navigate({ search: (old) => ({ ...old, flow: undefined }), replace: true }),
  );
  const mayUpload = useHasRight('upload');
  const addButtons = mayUpload && (
    <>
      <Button variant="default" leftSection={<Link2 size={16} aria-hidden />} onClick={pull.open}>
        {t('pull.open')}
      </Button>
      <UploadButton onClick={upload.open} />
    </>
  );

  return (
    <Page title={t('title')} actions={addButtons}>
      <PullDialog opened={pulling} onClose={pull.close} />
      {mayUpload && upload.dialog}
      {(filtered || total > 0 || data === undefined) && <Filters search={search} onChange={change} />}
      <PullList />
      {error && <ErrorNotice error={error} onRetry={refetch} />}
      {media?.length === 0 && !error ? (
        filtered ? (
          <EmptyState
            icon={<SearchX size={32} strokeWidth={1.5} />}
            title={t('noMatch.title')}
            actions={
              <Button variant="default" onClick={() => change({ q: undefined, class: undefined, category: undefined })}>
                {t('noMatch.clear')}
              </Button>
            }
          >
            {t('noMatch.text')}
          </EmptyState>
        ) : (
          <EmptyState icon={<Film size={32} strokeWidth={1.5} />} title={t('empty.title')} actions={addButtons}>
            {t('empty.text')} {mayUpload && t('empty.drop')}
          </EmptyState>
        )
      ) : (
        !(error && !media) && (
          <div aria-busy={isPlaceholderData} className={classes.results}>
            {showsList ? <MediaTable media={shown} /> : <MediaGrid media={shown} />}
          </div>
        )
      )}
      {total > PAGE_SIZE && (
        <Pager
          page={search.page ?? 1}
          pageSize={PAGE_SIZE}
          total={Math.min(total, 5000)}
          onChange={(page) => {
            scrollTo({ top: 0 });
            return change({ page: page === 1 ? undefined : page });
          }}
        />
      )}
    </Page>
  );
}
