import { Anchor, Title } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../../../api/types.ts';
import { useFormats } from '../../../i18n/format.ts';
import { CopyButton } from '../../../parts/copy-button.tsx';
import { Facts } from '../../../parts/facts.tsx';
import type { Task } from '../queries.ts';
import classes from './task-facts.module.css';

interface TaskFactsProps {
  readonly taskId: string;
  readonly task: Task;
  /** Undefined when the media was deleted. */
  readonly media: Schemas['MediaInfo'] | undefined;
}

/** What the request of the task said. */
export function TaskFacts({ taskId, task: { TaskType, ProcedureTask, PullUploadTask }, media }: TaskFactsProps) {
  const { t } = useTranslation('tasks');
  const { number } = useFormats();
  const { FileId = '', SessionId = '', SessionContext = '' } = ProcedureTask ?? PullUploadTask ?? {};
  return (
    <section className={classes.facts} aria-labelledby="task-facts">
      <Title order={2} id="task-facts">
        {t('facts')}
      </Title>
      <Facts
        entries={[
          [t('fact.type'), t(`type.${TaskType}`)],
          [t('fact.media'), FileId !== '' && <MediaLink fileId={FileId} media={media} />],
          [t('fact.priority'), ProcedureTask && number(ProcedureTask.TasksPriority)],
          [t('fact.notify'), ProcedureTask && t(`notify.${ProcedureTask.TasksNotifyMode || 'Finish'}`)],
          [t('fact.session'), SessionId],
          [t('fact.context'), SessionContext],
          [
            t('fact.taskId'),
            <span key="id" className={classes.id}>
              {taskId} <CopyButton value={taskId} label={t('copyId')} size={28} />
            </span>,
          ],
        ]}
      />
    </section>
  );
}

function MediaLink({ fileId, media }: { readonly fileId: string; readonly media: Schemas['MediaInfo'] | undefined }) {
  const { t } = useTranslation('tasks');
  return (
    <>
      <Anchor component={Link} to="/media/$fileId" params={{ fileId } as never} size="sm">
        {media?.BasicInfo?.Name || fileId}
      </Anchor>{' '}
      (
      <Anchor component={Link} to="/tasks" search={{ media: fileId } as never} size="sm">
        {t('fact.media.tasks')}
      </Anchor>
      )
    </>
  );
}
