import { Anchor } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { ArrowLeft } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import classes from './flow-page.module.css';

/** Leads back to the list. */
export function BackLink() {
  const { t } = useTranslation('flows');
  return (
    <Anchor component={Link} to="/flows" size="sm" className={classes.back ?? ''}>
      <ArrowLeft size={14} aria-hidden /> {t('title')}
    </Anchor>
  );
}
