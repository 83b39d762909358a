import { Button, Group } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { ChevronRight, ChevronsLeft, ListChecks, SearchX } from 'lucide-react';
import { useDeferredValue } from 'react';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '../../../parts/empty-state.tsx';
import { ErrorNotice } from '../../../parts/error-notice.tsx';
import { useLive } from '../../../parts/live/use-live.ts';
import { mediaByIdQuery } from '../../../parts/media-query.ts';
import { Page } from '../../../parts/page.tsx';
import { useApplication } from '../../../shell/application.ts';
import { tasksQuery } from '../queries.ts';
import type { TasksSearch } from '../tasks-search.ts';
import { Filters } from './filters.tsx';
import { TasksTable } from './tasks-table.tsx';

const noFilter = {
  status: undefined,
  type: undefined,
  period: undefined,
  after: undefined,
  before: undefined,
  media: undefined,
} as const;

/** The tasks of an application, a page at a time. */
export function TasksPage() {
  const { t } = useTranslation('tasks');
  const search = useSearch({ from: '/app/tasks' });
  const navigate = useNavigate({ from: '/tasks' });
  const application = useApplication();
  const poll = useLive();
  const { data, error, isPlaceholderData, refetch } = useQuery(tasksQuery(application, shown(search), poll));
  const ids = data?.tasks.map(({ FileId }) => FileId) ?? [];
  // Rendered in steps: a page of tasks takes long enough to delay clicks and keys.
  const shownTasks = useDeferredValue(data?.tasks, undefined);
  const { data: media } = useQuery(mediaByIdQuery(application, search.media ? [...ids, search.media] : ids));

  const change = (changes: Partial<TasksSearch>) =>
    navigate({ search: (old) => ({ ...old, from: undefined, ...changes }) });
  const isFiltered = Object.keys(noFilter).some((name) => search[name as keyof typeof noFilter] !== undefined);
  const isEmpty = data?.tasks.length === 0 && !error;

  return (
    <Page title={t('title')}>
      <Filters search={search} media={search.media && media?.get(search.media)?.BasicInfo?.Name} onChange={change} />
      {error && <ErrorNotice error={error} onRetry={refetch} />}
      {isEmpty && (isFiltered || search.from !== undefined) && (
        <EmptyState
          icon={<SearchX size={32} strokeWidth={1.5} />}
          title={t('noMatch.title')}
          actions={
            <Button variant="default" onClick={() => change(noFilter)}>
              {t('noMatch.clear')}
            </Button>
          }
        >
          {t('noMatch.text')}
        </EmptyState>
      )}
      {isEmpty && !isFiltered && search.from === undefined && (
        <EmptyState
          icon={<ListChecks size={32} strokeWidth={1.5} />}
          title={t('empty.title')}
          actions={
            <Button component={Link} to="/media">
              {t('empty.action')}
            </Button>
          }
        >
          {t('empty.text')}
        </EmptyState>
      )}
      {!isEmpty && !(error && !data) && (
        <div aria-busy={isPlaceholderData} style={{ opacity: isPlaceholderData ? 0.6 : 1 }}>
          <TasksTable tasks={shownTasks} media={media} />
        </div>
      )}
      {data && (data.next !== '' || search.from !== undefined) && (
        <Group component="nav" justify="flex-end" gap="sm" mt="md" aria-label={t('pages')}>
          <Button
            variant="default"
            leftSection={<ChevronsLeft size={16} aria-hidden />}
            disabled={search.from === undefined}
            onClick={() => change({})}
          >
            {t('pages.first')}
          </Button>
          <Button
            variant="default"
            rightSection={<ChevronRight size={16} aria-hidden />}
            disabled={data.next === ''}
            onClick={() => {
              scrollTo({ top: 0 });
              return change({ from: data.next });
            }}
          >
            {t('pages.next')}
          </Button>
        </Group>
      )}
    </Page>
  );
}

/** What belongs to the list: the application has its own place in the key of the query. */
function shown({ status, type, period, after, before, media, sort, from }: TasksSearch): TasksSearch {
  return { status, type, period, after, before, media, sort, from };
}
