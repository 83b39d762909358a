import { Anchor, Paper, Progress, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../../../api/types.ts';
import { Poster } from '../../../parts/poster.tsx';
import { TaskProblem } from '../../../parts/task-problem.tsx';
import { outcomeOf, pullProblem } from '../outcome.ts';
import type { Task } from '../queries.ts';
import classes from './download.module.css';

interface DownloadProps {
  readonly task: Task;
  /** The media that was made. */
  readonly media: Schemas['MediaInfo'] | undefined;
}

/** A download from a URL: its progress, the media that was made of it, and the task that follows. */
export function Download({ task, media }: DownloadProps) {
  const { t } = useTranslation('tasks');
  const { PullUploadTask: pull } = task;
  if (!pull) return null;
  const problem = pullProblem(task);
  const outcome = outcomeOf(task);
  return (
    <Paper component="section" p="md" mb="md" aria-label={t('type.PullUpload')}>
      {outcome === 'running' && <Progress value={pull.Progress} aria-label={t('part.progress')} />}
      {outcome === 'waiting' && <Text c="dimmed">{t('pull.waiting')}</Text>}
      {outcome === 'aborted' && <Text c="dimmed">{t('pull.aborted')}</Text>}
      {problem && <TaskProblem {...problem} />}
      {outcome === 'done' && (
        <div className={classes.media}>
          <Poster media={media} small />
          <div>
            <Anchor component={Link} to="/media/$fileId" params={{ fileId: pull.FileId } as never}>
              {media?.BasicInfo?.Name || pull.MediaBasicInfo?.Name || pull.FileId}
            </Anchor>
            {pull.Message !== '' && (
              <Text size="sm" lang="en">
                {pull.Message}
              </Text>
            )}
            {pull.ProcedureTaskId !== '' && (
              <Text size="sm">
                {t('pull.follows')}{' '}
                <Anchor
                  component={Link}
                  to="/tasks/$taskId"
                  params={{ taskId: pull.ProcedureTaskId } as never}
                  underline="always"
                >
                  {t('pull.follows.link')}
                </Anchor>
              </Text>
            )}
          </div>
        </div>
      )}
    </Paper>
  );
}
