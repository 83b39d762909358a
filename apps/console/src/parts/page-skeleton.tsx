import { Skeleton } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import classes from './page.module.css';

/** Stands where a page will be, while its code or its first data load. */
export function PageSkeleton() {
  const { t } = useTranslation();
  return (
    <div className={classes.page} role="status" aria-label={t('loading')}>
      <Skeleton height={28} width={180} mb="lg" />
      <Skeleton height={36} mb="md" />
      <Skeleton height={320} radius="lg" />
    </div>
  );
}
