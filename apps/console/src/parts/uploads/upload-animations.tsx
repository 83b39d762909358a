import { Anchor } from '@mantine/core';
import { queryOptions, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { client, unwrap } from '../../api/client.ts';
import type { RouteResult } from '../../api/types.ts';
import { type PollInterval, useLive } from '../live/use-live.ts';
import { type UploadItem, uploadList } from './upload-list.ts';

type Task = RouteResult<'/x/v1/tasks/{TaskId}', 'get'>;

const hasEnded = ({ Status }: Task): boolean => Status === 'FINISH' || Status === 'ABORTED';

/** The task of the task flow of an upload. */
function taskQuery({ settings: { SubAppId }, taskId: TaskId = '' }: UploadItem, poll: PollInterval) {
  const query = SubAppId === undefined ? {} : { SubAppId };
  return queryOptions({
    queryKey: ['tasks', 'upload', SubAppId, TaskId],
    queryFn: ({ signal }) =>
      unwrap(client.GET('/x/v1/tasks/{TaskId}', { params: { path: { TaskId }, query }, signal })),
    meta: { id: TaskId },
    refetchInterval: ({ state: { data, error } }) => (error || (data && hasEnded(data)) ? false : poll(true)),
  });
}

/** How far the animations of an upload are, with a link to them. */
export function UploadAnimations({ item }: { readonly item: UploadItem }) {
  const { t } = useTranslation();
  const { data: task } = useQuery(taskQuery(item, useLive()));
  const all = task?.Animations ?? [];
  const count = all.length;
  const failed = count - all.filter(({ Status }) => Status === 'SUCCESS').length;
  const ended = task !== undefined && hasEnded(task);
  useReport(item, ended, ended && failed === 0);
  if (count === 0) return t('upload.state.done');
  const { fileId = '', taskId = '', settings } = item;
  const isMade = ended && failed === 0;
  const target = isMade ? { to: '/media/$fileId', params: { fileId } } : { to: '/tasks/$taskId', params: { taskId } };
  return (
    <span role={ended && !isMade ? 'alert' : 'status'}>
      <Anchor
        inherit
        c={ended && !isMade ? 'red' : undefined}
        component={Link}
        to={target.to as '/media'}
        params={target.params as never}
        search={{ app: settings.SubAppId } as never}
      >
        {isMade
          ? t('upload.made', { count })
          : ended
            ? t('upload.made.not', { failed, count })
            : t('upload.making', { count })}
      </Anchor>
    </span>
  );
}

/** Tells the list that the animations are there, and the pages of the media. */
function useReport({ id, isMade: known = false }: UploadItem, ended: boolean, isMade: boolean): void {
  const queries = useQueryClient();
  useEffect(() => {
    if (isMade && !known) uploadList.change(id, { isMade });
  }, [id, isMade, known]);
  useEffect(() => {
    if (ended) void queries.invalidateQueries({ queryKey: ['media'] });
  }, [ended, queries]);
}
