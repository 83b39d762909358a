import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { call } from '../../api/call.ts';
import type { Params, Result, Schemas } from '../../api/types.ts';
import type { PollInterval } from '../../parts/live/use-live.ts';
import type { Application } from '../../shell/application.ts';
import type { TasksSearch } from './tasks-search.ts';

export type TaskInfo = Schemas['TaskSimpleInfo'];
export type Task = Result<'DescribeTaskDetail'>;

export interface TaskPage {
  readonly tasks: readonly TaskInfo[];
  /** Where the next page begins; empty: this is the last one. */
  readonly next: string;
}

export const tasksKey = ['tasks'] as const;

const PAGE_SIZE = 25;
/** The service cannot list one type of tasks, so that pages of them are gathered from larger ones. */
const GATHER = { size: 50, pages: 20 };

const HOUR_MS = 3_600_000;
const periodMs = { hour: HOUR_MS, day: 24 * HOUR_MS, week: 7 * 24 * HOUR_MS };

/** The period of creation as the service takes it. Days are those of the place where the browser is. */
export function createTime(
  { period, after, before }: TasksSearch,
  now = Date.now(),
): Params<'DescribeTasks'>['CreateTime'] {
  if (period === undefined) return undefined;
  if (period !== 'dates') return { After: new Date(now - periodMs[period]).toISOString() };
  const midnight = (day: string, add = 0) => {
    const date = new Date(`${day}T00:00`);
    date.setDate(date.getDate() + add);
    return date.toISOString();
  };
  return { ...(after && { After: midnight(after) }), ...(before && { Before: midnight(before, 1) }) };
}

function listParams(application: Application, search: TasksSearch, limit: number): Params<'DescribeTasks'> {
  const { status, media, sort } = search;
  const created = createTime(search);
  return {
    ...application,
    ...(status && { Status: status }),
    ...(media && { FileId: media }),
    ...(created && { CreateTime: created }),
    ...(sort && { Sort: sort === 'ended' ? { Field: 'FinishTime' } : { Field: 'CreateTime', Order: 'Asc' } }),
    Limit: limit,
  };
}

/** A page of the list. While another page loads, the last one stays. */
export function tasksQuery(application: Application, search: TasksSearch, poll: PollInterval) {
  const { type, from = '' } = search;
  return queryOptions({
    queryKey: [...tasksKey, 'list', application, search],
    async queryFn({ signal }): Promise<TaskPage> {
      const params = listParams(application, search, type ? GATHER.size : PAGE_SIZE);
      const tasks: TaskInfo[] = [];
      let next = from;
      let requests = 0;
      do {
        const answer = await call('DescribeTasks', { ...params, ScrollToken: next }, { signal });
        tasks.push(...answer.TaskSet.filter(({ TaskType }) => type === undefined || TaskType === type));
        next = answer.ScrollToken;
        requests += 1;
      } while (type && next !== '' && tasks.length < PAGE_SIZE && requests < GATHER.pages);
      return { tasks, next };
    },
    placeholderData: keepPreviousData,
    refetchInterval: ({ state: { data, error } }) =>
      poll(!error && (data?.tasks.some(({ Status }) => !hasEnded(Status)) ?? false)),
  });
}

/** A task with its results. */
export function taskQuery(application: Application, taskId: string, poll: PollInterval) {
  return queryOptions({
    queryKey: [...tasksKey, 'one', application, taskId],
    queryFn: ({ signal }) => call('DescribeTaskDetail', { ...application, TaskId: taskId }, { signal }),
    meta: { id: taskId },
    staleTime: ({ state }) => (state.data && hasEnded(state.data.Status) ? Number.POSITIVE_INFINITY : 0),
    refetchInterval: ({ state: { data, error } }) => (data && !hasEnded(data.Status) && !error ? poll(true) : false),
  });
}

export const hasEnded = (status: TaskInfo['Status']): boolean => status === 'FINISH' || status === 'ABORTED';
