import { CloseButton, Paper, Progress, Text } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { call } from '../../../api/call.ts';
import { notify } from '../../../parts/notify.ts';
import { mediaKey } from '../queries.ts';
import classes from './pull-list.module.css';
import { type Pull, removePull, usePulls } from './pulls.ts';

/** Time between two requests for the progress, ms. */
const POLL_MS = 1000;

/** The downloads that run, and those that failed. */
export function PullList() {
  const { t } = useTranslation('media');
  const pulls = usePulls();
  if (pulls.length === 0) return null;
  return (
    <ul className={classes.list} aria-label={t('pull.running')}>
      {pulls.map((pull) => (
        <Row key={pull.taskId} pull={pull} />
      ))}
    </ul>
  );
}

function Row({ pull: { taskId, url, application } }: { readonly pull: Pull }) {
  const { t } = useTranslation('media');
  const { t: common } = useTranslation();
  const queries = useQueryClient();
  const { data, error } = useQuery({
    queryKey: ['pull', application, taskId],
    queryFn: ({ signal }) => call('DescribeTaskDetail', { ...application, TaskId: taskId }, { signal }),
    refetchInterval: ({ state }) => (isOver(state.data?.Status) || state.error ? false : POLL_MS),
  });
  const task = data?.PullUploadTask;
  const done = isOver(data?.Status) && task?.ErrCode === 0 && task.FileId !== '';
  const name = task?.MediaBasicInfo?.Name || url;

  useEffect(() => {
    if (!done) return;
    removePull(taskId);
    notify.done(t('pull.done', { name }));
    void queries.invalidateQueries({ queryKey: mediaKey });
  }, [done, taskId, name, queries, t]);

  const failed = error?.message ?? (isOver(data?.Status) && !done ? task?.Message || t('pull.aborted') : undefined);
  return (
    <Paper component="li" className={classes.row ?? ''} p="sm">
      <div className={classes.text}>
        <Text size="sm" truncate>
          {url}
        </Text>
        {failed === undefined ? (
          <Progress value={task?.Progress ?? 0} size="sm" aria-label={t('pull.progress')} />
        ) : (
          <Text size="sm" c="red" role="alert">
            {t('pull.failed')} <span lang="en">{failed}</span>
          </Text>
        )}
      </div>
      {failed === undefined ? (
        <Text size="sm" c="dimmed">
          {data?.Status === 'WAITING' ? t('pull.waiting') : `${task?.Progress ?? 0} %`}
        </Text>
      ) : (
        <CloseButton aria-label={common('action.close')} onClick={() => removePull(taskId)} />
      )}
    </Paper>
  );
}

const isOver = (status: string | undefined): boolean => status === 'FINISH' || status === 'ABORTED';
