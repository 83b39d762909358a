import { useBlocker } from '@tanstack/react-router';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useConfirm } from '../confirm.tsx';

/**
 * Asks before the user leaves a page with changes that are not saved, also before the tab is closed.
 * @returns a function that lets the next navigation pass: call it after the changes were saved
 */
export function useUnsaved(isChanged: boolean): () => void {
  const { t } = useTranslation();
  const confirm = useConfirm();
  const isSaved = useRef(false);
  useBlocker({
    async shouldBlockFn({ current, next }) {
      // Other parameters of the same page, such as the one of the sample.
      if (!isChanged || isSaved.current || current.pathname === next.pathname) return false;
      return !(await confirm({
        title: t('unsaved.title'),
        text: t('unsaved.text'),
        confirm: t('unsaved.leave'),
        danger: true,
      }));
    },
    enableBeforeUnload: () => isChanged && !isSaved.current,
  });
  return () => {
    isSaved.current = true;
  };
}
