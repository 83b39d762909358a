import { Anchor, Button, Menu, Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useParams } from '@tanstack/react-router';
import { ArrowLeft, ChevronDown, ChevronsUp, CircleStop, RotateCw } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { ErrorNotice } from '../../../parts/error-notice.tsx';
import { useLive } from '../../../parts/live/use-live.ts';
import { mediaByIdQuery } from '../../../parts/media-query.ts';
import { Page } from '../../../parts/page.tsx';
import { useApplication } from '../../../shell/application.ts';
import { outcomeOf, partsOf, progressOf } from '../outcome.ts';
import { type Task, taskQuery } from '../queries.ts';
import { Status } from '../status.tsx';
import { priorities, type TaskSummary, useTaskActions } from '../use-task-actions.ts';
import { Download } from './download.tsx';
import { PartSection } from './part-section.tsx';
import { TaskFacts } from './task-facts.tsx';
import classes from './task-page.module.css';
import { Timeline } from './timeline.tsx';

/** One task: how it goes, its results and its facts. */
export function TaskPage() {
  const { t } = useTranslation('tasks');
  const { taskId } = useParams({ from: '/app/tasks/$taskId' });
  const application = useApplication();
  const { data: task, error, refetch } = useQuery(taskQuery(application, taskId, useLive()));
  const fileId = task?.ProcedureTask?.FileId || task?.PullUploadTask?.FileId || '';
  const { data: media } = useQuery(mediaByIdQuery(application, [fileId]));
  const name =
    media?.get(fileId)?.BasicInfo?.Name ||
    task?.ProcedureTask?.FileName ||
    task?.PullUploadTask?.MediaBasicInfo?.Name ||
    (task ? t(`type.${task.TaskType}`) : taskId);
  return (
    <Page
      title={name}
      before={
        <Anchor component={Link} to="/tasks" size="sm" className={classes.back ?? ''}>
          <ArrowLeft size={14} aria-hidden /> {t('title')}
        </Anchor>
      }
      actions={<Actions taskId={taskId} task={task} />}
    >
      {error && <ErrorNotice error={error} onRetry={refetch} />}
      {!task && !error && <Skeleton height={320} radius="lg" />}
      {task && (
        <>
          <div className={classes.state} role="status">
            <Status outcome={outcomeOf(task)} progress={progressOf(task)} />
          </div>
          <Timeline task={task} />
          {task.PullUploadTask && <Download task={task} media={media?.get(fileId)} />}
          {numbered(partsOf(task)).map(({ part, number, all }) => (
            <PartSection key={number} part={part} number={number} all={all} media={name} />
          ))}
          <TaskFacts taskId={taskId} task={task} media={media?.get(fileId)} />
        </>
      )}
    </Page>
  );
}

/** The parts of a task have a fixed order, so that their numbers identify them. */
function numbered<T>(all: readonly T[]): { part: T; number: number; all: readonly T[] }[] {
  return all.map((part, index) => ({ part, number: index + 1, all }));
}

function summaryOf(TaskId: string, task: Task): TaskSummary {
  const { FileId = '', TasksPriority = 0, MediaProcessResultSet: parts = [] } = task.ProcedureTask ?? {};
  return { TaskId, Status: task.Status, FileId, TasksPriority, Makes: parts[0] ?? null };
}

function Actions({ taskId, task }: { readonly taskId: string; readonly task: Task | undefined }) {
  const { t } = useTranslation('tasks');
  const navigate = useNavigate();
  const open = (id: string) => void navigate({ to: '/tasks/$taskId', params: { taskId: id } });
  const { abort, rerun, startSooner, isBusy } = useTaskActions(task && summaryOf(taskId, task), open);
  return (
    <>
      {startSooner && (
        <Button
          variant="default"
          leftSection={<ChevronsUp size={16} aria-hidden />}
          loading={isBusy}
          onClick={startSooner}
        >
          {t('sooner')}
        </Button>
      )}
      {abort && (
        <Button variant="default" leftSection={<CircleStop size={16} aria-hidden />} loading={isBusy} onClick={abort}>
          {t('abort')}
        </Button>
      )}
      {rerun && (
        <Button.Group>
          <Button leftSection={<RotateCw size={16} aria-hidden />} loading={isBusy} onClick={() => rerun()}>
            {t('rerun')}
          </Button>
          <Menu>
            <Menu.Target>
              <Button className={classes.more ?? ''} disabled={isBusy} aria-label={t('rerun.more')}>
                <ChevronDown size={16} aria-hidden />
              </Button>
            </Menu.Target>
            <Menu.Dropdown>
              <Menu.Item onClick={() => rerun(priorities.high)}>{t('rerun.high')}</Menu.Item>
              <Menu.Item onClick={() => rerun(priorities.low)}>{t('rerun.low')}</Menu.Item>
            </Menu.Dropdown>
          </Menu>
        </Button.Group>
      )}
    </>
  );
}
