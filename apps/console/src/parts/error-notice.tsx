import { Alert, Button } from '@mantine/core';
import { CircleAlert } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { toApiError } from '../api/api-error.ts';
import { CopyButton } from './copy-button.tsx';
import classes from './error-notice.module.css';

interface ErrorNoticeProps {
  readonly error: unknown;
  /** What did not work. Default: a general sentence. */
  readonly title?: string;
  /** What to do when a limit of the service is reached. Default: a general sentence. */
  readonly limitHint?: string;
  /** Adds a button that tries again. */
  readonly onRetry?: () => void;
}

/** What to do about an error, by its code or the part of its code before the point; undefined when nothing is known. */
export function useErrorHint(code: string): string | undefined {
  const { t, i18n } = useTranslation();
  const known = [code, code.split('.')[0]].find((name) => i18n.exists(`error.hint.${name}`));
  return known === undefined ? undefined : t(`error.hint.${known}` as 'error.hint.NoConnection');
}

/** An error with its message, its code and what to do. */
export function ErrorNotice({ error, title, limitHint, onRetry }: ErrorNoticeProps) {
  const { t } = useTranslation();
  const { code, message, requestId } = toApiError(error);
  const general = useErrorHint(code);
  const hint = code === 'LimitExceeded' ? (limitHint ?? general) : general;
  return (
    <Alert color="red" role="alert" icon={<CircleAlert size={18} aria-hidden />} title={title ?? t('error.title')}>
      <p className={classes.text} lang="en">
        {message}
      </p>
      {hint !== undefined && <p className={classes.text}>{hint}</p>}
      <dl className={classes.facts}>
        <div>
          <dt>{t('error.code')}</dt>
          <dd>{code}</dd>
        </div>
        {requestId !== '' && (
          <div>
            <dt>{t('error.requestId')}</dt>
            <dd>
              {requestId} <CopyButton value={requestId} size={24} />
            </dd>
          </div>
        )}
      </dl>
      {onRetry && (
        <Button variant="default" size="xs" onClick={onRetry}>
          {t('action.retry')}
        </Button>
      )}
    </Alert>
  );
}
