import { useQueryClient } from '@tanstack/react-query';
import { useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import { call } from '../../api/call.ts';
import { notify } from '../../parts/notify.ts';
import { showUndo } from '../../parts/undo.tsx';
import { type Application, useApplication } from '../../shell/application.ts';
import { type Media, mediaKey } from './queries.ts';

/** How long a deletion can be undone, ms. */
export const UNDO_MS = 8000;

/** FileIds of media that are about to be deleted, or were deleted while lists may still have them. */
let hidden: ReadonlySet<string> = new Set();
/** Deletions that are not sent yet. */
const waiting = new Map<string, Application>();
const listeners = new Set<() => void>();

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function hide(fileId: string, isHidden: boolean): void {
  const next = new Set(hidden);
  if (isHidden) next.add(fileId);
  else next.delete(fileId);
  hidden = next;
  for (const listener of listeners) listener();
}

// A page that is closed before the time is over sends its deletions.
addEventListener('pagehide', () => {
  for (const [FileId, application] of waiting) {
    call('DeleteMedia', { ...application, FileId }, { keepalive: true }).catch(() => {});
  }
  waiting.clear();
});

/** The media that lists leave out. */
export const useDeletedMedia = (): ReadonlySet<string> => useSyncExternalStore(subscribe, () => hidden);

/** Deletes a media after some seconds, in which it can be undone. */
export function useDeleteMedia(): (media: Media) => void {
  const { t } = useTranslation('media');
  const application = useApplication();
  const queries = useQueryClient();
  return ({ FileId, BasicInfo }) => {
    const name = BasicInfo?.Name || FileId;
    hide(FileId, true);
    waiting.set(FileId, application);

    async function send() {
      if (!waiting.delete(FileId)) return;
      try {
        await call('DeleteMedia', { ...application, FileId });
        await queries.invalidateQueries({ queryKey: mediaKey });
      } catch (error) {
        hide(FileId, false);
        notify.failed(t('delete.failed', { name }), error);
      }
    }

    function undo() {
      if (waiting.delete(FileId)) hide(FileId, false);
    }

    showUndo({ text: t('delete.done', { name }), label: t('undo'), ms: UNDO_MS, onUndo: undo, onEnd: send });
  };
}
