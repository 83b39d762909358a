import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { call } from '../../api/call.ts';
import { useConfirm } from '../../parts/confirm.tsx';
import { notify } from '../../parts/notify.ts';
import { useHasRight } from '../../session/rights.ts';
import { useApplication } from '../../shell/application.ts';
import { hasEnded, type TaskInfo, tasksKey } from './queries.ts';
import { startAgain } from './rerun.ts';

/** Priority of a task that is to run before or after the others. The service has -10 to 10. */
export const priorities = { high: 10, low: -10 } as const;

/** What decides what can be done with a task. */
export interface TaskSummary extends Pick<TaskInfo, 'TaskId' | 'Status' | 'FileId' | 'TasksPriority'> {
  /** Absent: nothing that can be started again. */
  readonly Makes?: object | null;
}

/**
 * What can be done with a task.
 * @param task undefined while it loads
 * @param onStarted gets the TaskId of the new task
 */
export function useTaskActions(task: TaskSummary | undefined, onStarted: (taskId: string) => void) {
  const { t } = useTranslation('tasks');
  const application = useApplication();
  const queries = useQueryClient();
  const confirm = useConfirm();
  const mayProcess = useHasRight('process');
  const ended = task !== undefined && hasEnded(task.Status);
  // Downloads have no media to begin with: the service does not keep their URL.
  const canRerun = mayProcess && task !== undefined && task.FileId !== '' && Boolean(task.Makes);
  const taskId = task?.TaskId ?? '';

  const abort = useMutation({
    mutationFn: () => call('ManageTask', { ...application, TaskId: taskId, OperationType: 'Abort' }),
    onSuccess: () => notify.done(t('abort.done')),
    onError: (error) => notify.failed(t('abort.failed'), error),
    onSettled: () => queries.invalidateQueries({ queryKey: tasksKey }),
  });

  const rerun = useMutation({
    async mutationFn(priority: number | undefined) {
      const details = await call('DescribeTaskDetail', { ...application, TaskId: taskId });
      return startAgain(application, taskId, details, priority);
    },
    async onSuccess({ TaskId }) {
      notify.done(t('rerun.done'));
      onStarted(TaskId);
      await queries.invalidateQueries({ queryKey: [...tasksKey, 'list'] });
    },
    onError: (error) => notify.failed(t('rerun.failed'), error),
  });

  async function askAbort() {
    const yes = await confirm({
      title: t('abort.title'),
      text: t('abort.text'),
      confirm: t('abort.confirm'),
      danger: true,
    });
    if (yes) abort.mutate();
  }

  /** A waiting task keeps its priority, so that it is replaced. */
  async function startSooner() {
    const yes = await confirm({ title: t('sooner.title'), text: t('sooner.text'), confirm: t('sooner.confirm') });
    if (!yes) return;
    await abort.mutateAsync();
    rerun.mutate(priorities.high);
  }

  return {
    abort: mayProcess && task !== undefined && !ended ? askAbort : undefined,
    startSooner:
      canRerun && task.Status === 'WAITING' && task.TasksPriority < priorities.high ? startSooner : undefined,
    /** @param priority Default: the same */
    rerun: canRerun && ended ? (priority?: number) => rerun.mutate(priority) : undefined,
    isBusy: abort.isPending || rerun.isPending,
  };
}
