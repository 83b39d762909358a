import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Plus } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { ErrorNotice } from '../../../parts/error-notice.tsx';
import { useLive } from '../../../parts/live/use-live.ts';
import { Page } from '../../../parts/page.tsx';
import { templatesQuery } from '../../../parts/templates.ts';
import { useHasRight } from '../../../session/rights.ts';
import { useApplication } from '../../../shell/application.ts';
import { useDeleteTemplate } from '../use-delete-template.ts';
import { TemplatesTable } from './templates-table.tsx';

/** The templates of an application: the presets, and its own. */
export function TemplatesPage() {
  const { t } = useTranslation('templates');
  useLive();
  const { data, error, refetch } = useQuery(templatesQuery(useApplication()));
  const { isDeleted, remove } = useDeleteTemplate();
  const mayManage = useHasRight('manage');
  return (
    <Page
      title={t('title')}
      description={t('description')}
      actions={
        mayManage && (
          <Button component={Link} to="/templates/new" leftSection={<Plus size={16} aria-hidden />}>
            {t('new')}
          </Button>
        )
      }
    >
      {error && <ErrorNotice error={error} onRetry={refetch} />}
      {!(error && !data) && (
        <TemplatesTable templates={data?.filter((one) => !isDeleted(one))} onDelete={mayManage ? remove : undefined} />
      )}
    </Page>
  );
}
