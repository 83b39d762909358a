import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../../../api/types.ts';
import { useFormats } from '../../../i18n/format.ts';
import { type Column, DataTable } from '../../../parts/data-table.tsx';
import { formatName, isFormat } from '../../../parts/formats.ts';
import { Poster } from '../../../parts/poster.tsx';
import { templateName, templatesQuery } from '../../../parts/templates.ts';
import { useApplication } from '../../../shell/application.ts';
import { secondsBetween, stateOf } from '../outcome.ts';
import type { TaskInfo } from '../queries.ts';
import { Status } from '../status.tsx';
import { TaskMenu } from '../task-menu.tsx';
import classes from './tasks-table.module.css';

interface TasksTableProps {
  readonly tasks: readonly TaskInfo[] | undefined;
  readonly media: ReadonlyMap<string, Schemas['MediaInfo']> | undefined;
}

/** A page of tasks as a table. */
export const TasksTable = memo(function TasksTable({ tasks, media }: TasksTableProps) {
  const { t } = useTranslation('tasks');
  const { dateTime } = useFormats();
  const columns: Column<TaskInfo>[] = [
    {
      key: 'media',
      title: t('column.media'),
      cell: (task) => <Name task={task} media={media?.get(task.FileId)} />,
    },
    {
      key: 'status',
      title: t('column.status'),
      width: '9rem',
      phone: false,
      cell: (task) => <StatusCell task={task} />,
    },
    {
      key: 'what',
      title: t('column.what'),
      width: '15rem',
      phone: false,
      cell: (task) => <What task={task} />,
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
      cell: (task) => <Menu task={task} media={media?.get(task.FileId)} />,
    },
  ];
  return (
    <DataTable caption={t('title')} columns={columns} rows={tasks} rowKey={({ TaskId }) => TaskId} expected={10} />
  );
});

interface RowProps {
  readonly task: TaskInfo;
}

function StatusCell({ task }: RowProps) {
  return <Status {...stateOf(task)} />;
}

interface MediaRowProps extends RowProps {
  readonly media: Schemas['MediaInfo'] | undefined;
}

function Name({ task, media }: MediaRowProps) {
  const name = useTaskName(task, media);
  return (
    <Link to="/tasks/$taskId" params={{ taskId: task.TaskId }} className={classes.name ?? ''}>
      <Poster media={media} small />
      <span className={classes.lines}>
        <span className={classes.title}>{name}</span>
        <span className={classes.phone}>
          <Status {...stateOf(task)} />
        </span>
      </span>
    </Link>
  );
}

function Menu({ task, media }: MediaRowProps) {
  return <TaskMenu name={useTaskName(task, media)} task={task} />;
}

/** The name of the media: the present one, else that at the start of the task. */
function useTaskName(task: TaskInfo, media: Schemas['MediaInfo'] | undefined): string {
  const { t } = useTranslation('tasks');
  return media?.BasicInfo?.Name || task.FileName || task.FileId || t(`type.${task.TaskType}`);
}

/** What the task makes: the format and the template of its first animation. */
function What({ task: { TaskType, Makes: makes } }: RowProps) {
  const { t } = useTranslation('tasks');
  const { data: templates } = useQuery(templatesQuery(useApplication()));
  if (TaskType === 'PullUpload') return t('type.PullUpload');
  if (!makes) return '';
  const { Type, Definition, Format, Total } = makes;
  const template = templates?.find((one) => one.Definition === Definition);
  // Settings have other spellings, too.
  const format = [template?.Format, Format.toLowerCase()].find(isFormat);
  const isAnimation = Type === 'AnimatedGraphics';
  const name = isAnimation ? (Definition === 0 ? t('part.settings') : templateName(Definition, templates)) : Type;
  return [isAnimation && format && formatName(format), name, Total > 1 && t('what.more', { count: Total - 1 })]
    .filter(Boolean)
    .join(' · ');
}

function Took({ task }: { readonly task: TaskInfo }) {
  const format = useFormats();
  const took = secondsBetween(task.BeginProcessTime, task.FinishTime);
  return took === undefined ? '' : format.seconds(took);
}
