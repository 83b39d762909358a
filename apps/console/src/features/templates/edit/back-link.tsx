import { Anchor } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { ArrowLeft } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import classes from './editor.module.css';

/** The page of a task flow. @param name empty: a new one */
export const flowTarget = (name: string) =>
  name === '' ? ({ to: '/flows/-/new' } as const) : ({ to: '/flows/$name', params: { name } } as const);

/** Leads back to the list, or to the task flow that waits for the template. */
export function BackLink({ flow }: { readonly flow?: string | undefined }) {
  const { t } = useTranslation('templates');
  return (
    <Anchor
      component={Link}
      {...((flow === undefined ? { to: '/templates' } : flowTarget(flow)) as { to: '/templates' })}
      size="sm"
      className={classes.back ?? ''}
    >
      <ArrowLeft size={14} aria-hidden /> {flow === undefined ? t('title') : t('back.flow')}
    </Anchor>
  );
}
