import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../../../api/types.ts';
import { useFormats } from '../../../i18n/format.ts';
import { type Column, DataTable } from '../../../parts/data-table.tsx';
import type { PollInterval } from '../../../parts/live/use-live.ts';
import { Poster } from '../../../parts/poster.tsx';
import { formatName, templateName, templatesQuery } from '../../../parts/templates.ts';
import { useApplication } from '../../../shell/application.ts';
import { type Outcome, outcomeOf, partsOf, progressOf, secondsBetween } from '../outcome.ts';
import { hasEnded, type Task, type TaskInfo, taskQuery } from '../queries.ts';
import { Status } from '../status.tsx';
import { TaskMenu } from '../task-menu.tsx';
import classes from './tasks-table.module.css';

interface TasksTableProps {
  readonly tasks: readonly TaskInfo[] | undefined;
  readonly media: ReadonlyMap<string, Schemas['MediaInfo']> | undefined;
  readonly poll: PollInterval;
}

/** A page of tasks as a table. */
export function TasksTable({ tasks, media, poll }: TasksTableProps) {
  const { t } = useTranslation('tasks');
  const { dateTime } = useFormats();
  const columns: Column<TaskInfo>[] = [
    {
      key: 'media',
      title: t('column.media'),
      cell: (task) => <Name task={task} media={media?.get(task.FileId)} poll={poll} />,
    },
    {
      key: 'status',
      title: t('column.status'),
      width: '9rem',
      phone: false,
      cell: (task) => <StatusCell task={task} poll={poll} />,
    },
    {
      key: 'what',
      title: t('column.what'),
      width: '15rem',
      phone: false,
      cell: (task) => <What task={task} poll={poll} />,
    },
    {
      key: 'created',
      title: t('column.created'),
      width: '13rem',
      phone: false,
      cell: (task) => dateTime(task.CreateTime),
    },
    {
      key: 'took',
      title: t('column.took'),
      align: 'right',
      width: '6rem',
      phone: false,
      cell: (task) => <Took task={task} />,
    },
    {
      key: 'menu',
      title: t('column.actions'),
      isTitleHidden: true,
      align: 'right',
      width: '4rem',
      cell: (task) => <Menu task={task} media={media?.get(task.FileId)} poll={poll} />,
    },
  ];
  return (
    <DataTable caption={t('title')} columns={columns} rows={tasks} rowKey={({ TaskId }) => TaskId} expected={10} />
  );
}

interface RowProps {
  readonly task: TaskInfo;
  readonly poll: PollInterval;
}

/** The results of a task in the list, read again when the list knows a newer status. */
function useDetails({ TaskId, Status: status }: TaskInfo, poll: PollInterval): Task | undefined {
  const queries = useQueryClient();
  // A task that waits has nothing to show.
  const options = taskQuery(useApplication(), TaskId, (busy) => (status === 'WAITING' ? poll(false) : poll(busy)));
  const { data, isFetching } = useQuery(options);
  const isOld = data !== undefined && data.Status !== status && !hasEnded(data.Status) && !isFetching;
  useEffect(() => {
    if (isOld) void queries.invalidateQueries({ queryKey: options.queryKey, exact: true });
  }, [isOld, queries, options.queryKey]);
  return data;
}

/** How a task goes. Until its results are there, only the status of the list is known. */
function stateOf({ Status: status }: TaskInfo, details: Task | undefined): { outcome: Outcome; progress?: number } {
  if (details) return { outcome: outcomeOf(details), progress: progressOf(details) };
  const outcomes = { WAITING: 'waiting', PROCESSING: 'running', FINISH: 'ended', ABORTED: 'aborted' } as const;
  return { outcome: outcomes[status] };
}

function StatusCell({ task, poll }: RowProps) {
  return <Status {...stateOf(task, useDetails(task, poll))} />;
}

function Name({ task, media, poll }: RowProps & { readonly media: Schemas['MediaInfo'] | undefined }) {
  const details = useDetails(task, poll);
  const name = useTaskName(task, details, media);
  return (
    <Link to="/tasks/$taskId" params={{ taskId: task.TaskId }} className={classes.name ?? ''}>
      <Poster media={media} small />
      <span className={classes.lines}>
        <span className={classes.title}>{name}</span>
        <span className={classes.phone}>
          <Status {...stateOf(task, details)} />
        </span>
      </span>
    </Link>
  );
}

function Menu({ task, media, poll }: RowProps & { readonly media: Schemas['MediaInfo'] | undefined }) {
  const details = useDetails(task, poll);
  return <TaskMenu taskId={task.TaskId} name={useTaskName(task, details, media)} task={details} />;
}

/** The name of the media: the present one, else that at the start of the task. */
function useTaskName(task: TaskInfo, details: Task | undefined, media: Schemas['MediaInfo'] | undefined): string {
  const { t } = useTranslation('tasks');
  const known = details?.ProcedureTask?.FileName || details?.PullUploadTask?.MediaBasicInfo?.Name;
  return media?.BasicInfo?.Name || known || task.FileId || t(`type.${task.TaskType}`);
}

/** What the task makes: the formats and templates of its animations. */
function What({ task, poll }: RowProps) {
  const { t } = useTranslation('tasks');
  const application = useApplication();
  const details = useDetails(task, poll);
  const { data: templates } = useQuery(templatesQuery(application));
  if (task.TaskType === 'PullUpload') return t('type.PullUpload');
  const parts = details ? partsOf(details) : [];
  const [first] = parts;
  if (first === undefined) return '';
  const template = templates?.find(({ Definition }) => Definition === first.input?.Definition);
  const format = template?.Format ?? first.output?.Container;
  const definition = first.input?.Definition;
  const name =
    definition === 0 ? t('part.settings') : first.input ? templateName(first.input.Definition, templates) : first.type;
  return [format && formatName(format), name, parts.length > 1 && t('what.more', { count: parts.length - 1 })]
    .filter(Boolean)
    .join(' · ');
}

function Took({ task }: { readonly task: TaskInfo }) {
  const format = useFormats();
  const took = secondsBetween(task.BeginProcessTime, task.FinishTime);
  return took === undefined ? '' : format.seconds(took);
}
