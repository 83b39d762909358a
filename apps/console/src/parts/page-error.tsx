import { Button, Code } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { ApiError, toApiError } from '../api/api-error.ts';
import { ErrorNotice } from './error-notice.tsx';
import { FailedImport } from './failed-import.tsx';
import { Page } from './page.tsx';

interface PageErrorProps {
  readonly error: unknown;
  /** Tries to show the page again. */
  readonly reset?: () => void;
}

/** Stands in place of a page that failed. The navigation around it goes on working. */
export function PageError({ error, reset }: PageErrorProps) {
  const { t } = useTranslation();
  if (error instanceof ApiError) {
    return (
      <Page title={t('error.title')}>
        <ErrorNotice error={error} {...(reset && { onRetry: reset })} />
      </Page>
    );
  }
  const isOutdated = error instanceof FailedImport;
  return (
    <Page title={t('error.page.title')} description={t(isOutdated ? 'error.outdated' : 'error.page.text')}>
      <Button onClick={() => location.reload()}>{t('error.page.reload')}</Button>
      <Code block mt="md">
        {toApiError(error).message}
      </Code>
    </Page>
  );
}
