import { useTranslation } from 'react-i18next';
import classes from './answer.module.css';

/**
 * What an address answered to a callback: always as text, because anybody may have written it. It scrolls, so it can be reached by
 * keyboard.
 */
export function Answer({ text }: { readonly text: string }) {
  const { t } = useTranslation('settings');
  if (text === '') return t('answer.empty');
  return (
    <section className={classes.answer} tabIndex={0} aria-label={t('answer')}>
      <pre>{text}</pre>
    </section>
  );
}
