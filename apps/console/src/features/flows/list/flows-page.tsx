import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Plus, Workflow } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '../../../parts/empty-state.tsx';
import { ErrorNotice } from '../../../parts/error-notice.tsx';
import { flowsQuery } from '../../../parts/flows.ts';
import { useLive } from '../../../parts/live/use-live.ts';
import { Page } from '../../../parts/page.tsx';
import { useHasRight } from '../../../session/rights.ts';
import { useApplication } from '../../../shell/application.ts';
import { useDeleteFlow } from '../use-delete-flow.ts';
import { FlowsTable } from './flows-table.tsx';

/** The task flows of an application. */
export function FlowsPage() {
  const { t } = useTranslation('flows');
  useLive();
  const { data, error, refetch } = useQuery(flowsQuery(useApplication()));
  const { isDeleted, remove } = useDeleteFlow();
  const mayManage = useHasRight('manage');
  const flows = data?.filter((flow) => !isDeleted(flow));
  const create = mayManage && (
    <Button component={Link} to="/flows/-/new" leftSection={<Plus size={16} aria-hidden />}>
      {t('new')}
    </Button>
  );
  return (
    <Page title={t('title')} description={t('description')} actions={create}>
      {error && <ErrorNotice error={error} onRetry={refetch} />}
      {flows?.length === 0 && !error ? (
        <EmptyState icon={<Workflow size={32} strokeWidth={1.5} />} title={t('empty.title')} actions={create}>
          {t('empty.text')}
        </EmptyState>
      ) : (
        !(error && !data) && <FlowsTable flows={flows} onDelete={mayManage ? remove : undefined} />
      )}
    </Page>
  );
}
