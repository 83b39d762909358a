import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Page } from './page.tsx';

/** Stands where an address has no page. */
export function NotFound() {
  const { t } = useTranslation();
  return (
    <Page title={t('error.notFound.title')} description={t('error.notFound.text')}>
      <Button component={Link} to="/">
        {t('error.notFound.home')}
      </Button>
    </Page>
  );
}
