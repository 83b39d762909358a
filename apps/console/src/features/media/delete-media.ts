import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { callLater } from '../../api/call-later.ts';
import { Deletions, useDeletions } from '../../parts/deletion.ts';
import { useApplication } from '../../shell/application.ts';
import { type Media, mediaKey } from './queries.ts';

const deletions = new Deletions();

/** The media that lists leave out: they are about to be deleted. */
export const useDeletedMedia = (): ReadonlySet<string> => useDeletions(deletions).hidden;

/** Deletes a media after some seconds, in which it can be undone. */
export function useDeleteMedia(): (media: Media) => void {
  const { t } = useTranslation('media');
  const application = useApplication();
  const queries = useQueryClient();
  const { start } = useDeletions(deletions);
  return ({ FileId, BasicInfo }) => {
    const name = BasicInfo?.Name || FileId;
    start({
      key: FileId,
      done: t('delete.done', { name }),
      failed: t('delete.failed', { name }),
      call: callLater('DeleteMedia', { ...application, FileId }),
      refresh: () => queries.invalidateQueries({ queryKey: mediaKey }),
    });
  };
}
