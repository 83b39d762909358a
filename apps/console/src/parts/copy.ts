import { useTranslation } from 'react-i18next';
import { notify } from './notify.ts';

/** Copies a text, and says that it did. @returns a function: text, and what it is, such as "The link" */
export function useCopy(): (text: string, done: string) => Promise<void> {
  const { t } = useTranslation();
  return async (text, done) => {
    try {
      await navigator.clipboard.writeText(text);
      notify.done(done);
    } catch {
      notify.problem(t('copy.failed'));
    }
  };
}
