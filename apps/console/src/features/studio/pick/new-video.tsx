import { Button, Title } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { FileVideo, Film } from 'lucide-react';
import { useCallback, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '../../../parts/empty-state.tsx';
import { ErrorNotice } from '../../../parts/error-notice.tsx';
import { DropOverlay } from '../../../parts/uploads/drop-overlay.tsx';
import { mediaAmong, pickFiles } from '../../../parts/uploads/pick-files.ts';
import { type UploadItem, uploadList, useUploadInPage } from '../../../parts/uploads/upload-list.ts';
import { UploadRow } from '../../../parts/uploads/upload-row.tsx';
import { addUploads, type ChosenFile } from '../../../parts/uploads/uploads.ts';
import { useDrop } from '../../../parts/uploads/use-drop.ts';
import { useApplication } from '../../../shell/application.ts';
import classes from './pick-page.module.css';

/** Takes a video, and opens it when the service has read it. Of several files, the first one is opened. */
export function NewVideo() {
  const { t } = useTranslation('studio');
  const application = useApplication();
  const [id, setId] = useState<string>();
  const item = useUploadInPage(id);
  const start = useMutation({
    mutationFn: (files: readonly ChosenFile[]) => addUploads(mediaAmong(files), application),
    onSuccess: ([first]) => first && setId(first.id),
  });
  const { mutate } = start;
  const add = useCallback((files: readonly ChosenFile[]) => files.length > 0 && mutate(files), [mutate]);
  const isOver = useDrop(add);
  useOpening(item);

  return (
    <div className={classes.new}>
      {isOver && <DropOverlay text={t('pick.drop')} />}
      {item ? (
        <section className={classes.sending}>
          <Title order={2}>{t(item.state === 'failed' ? 'pick.failed.title' : 'pick.sending.title')}</Title>
          <p>{t(item.state === 'failed' ? 'pick.failed.text' : 'pick.sending.text')}</p>
          <ul>
            <UploadRow item={item} canCreate={false} />
          </ul>
        </section>
      ) : (
        <EmptyState
          icon={<Film size={32} strokeWidth={1.5} />}
          title={t('pick.new.title')}
          actions={
            <Button
              leftSection={<FileVideo size={16} aria-hidden />}
              loading={start.isPending}
              onClick={() => void pickFiles({ multiple: false }).then(add)}
            >
              {t('pick.new.choose')}
            </Button>
          }
        >
          {t('pick.new.text')}
        </EmptyState>
      )}
      {start.error && <ErrorNotice error={start.error} />}
    </div>
  );
}

/** Opens the video of an upload when it is there. */
function useOpening(item: UploadItem | undefined): void {
  const navigate = useNavigate();
  const queries = useQueryClient();
  const { id, fileId } = item ?? {};
  useEffect(() => {
    if (id === undefined || fileId === undefined) return;
    uploadList.remove(id);
    void queries.invalidateQueries({ queryKey: ['media'] });
    void navigate({ to: '/create/$fileId', params: { fileId } });
  }, [id, fileId, navigate, queries]);
}
