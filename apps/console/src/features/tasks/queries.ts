import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { call } from '../../api/call.ts';
import { client, unwrap } from '../../api/client.ts';
import type { Result, RouteResult } from '../../api/types.ts';
import type { PollInterval } from '../../parts/live/use-live.ts';
import type { Application } from '../../shell/application.ts';
import type { TasksSearch } from './tasks-search.ts';

export type TaskInfo = RouteResult<'/x/v1/tasks', 'get'>['TaskSet'][number];
export type Task = Result<'DescribeTaskDetail'>;

export interface TaskPage {
  readonly tasks: readonly TaskInfo[];
  /** Where the next page begins; empty: this is the last one. */
  readonly next: string;
}

export const tasksKey = ['tasks'] as const;

const PAGE_SIZE = 25;

const HOUR_MS = 3_600_000;
const periodMs = { hour: HOUR_MS, day: 24 * HOUR_MS, week: 7 * 24 * HOUR_MS };

/** The period of creation as the service takes it. Days are those of the place where the browser is. */
export function createdIn(
  { period, after, before }: TasksSearch,
  now = Date.now(),
): { readonly CreatedAfter?: string; readonly CreatedBefore?: string } {
  if (period === undefined) return {};
  if (period !== 'dates') return { CreatedAfter: new Date(now - periodMs[period]).toISOString() };
  const midnight = (day: string, add = 0) => {
    const date = new Date(`${day}T00:00`);
    date.setDate(date.getDate() + add);
    return date.toISOString();
  };
  return { ...(after && { CreatedAfter: midnight(after) }), ...(before && { CreatedBefore: midnight(before, 1) }) };
}

/** A page of the list. While another page loads, the last one stays. */
export function tasksQuery(application: Application, search: TasksSearch, poll: PollInterval) {
  const { type, status, media, sort, from } = search;
  return queryOptions({
    queryKey: [...tasksKey, 'list', application, search],
    async queryFn({ signal }): Promise<TaskPage> {
      const query = {
        ...application,
        ...(type && { TaskType: type }),
        ...(status && { Status: status }),
        ...(media && { FileId: media }),
        ...createdIn(search),
        ...(sort === 'ended' && { SortBy: 'FinishTime' as const }),
        ...(sort === 'oldest' && { Order: 'Asc' as const }),
        ...(from && { ScrollToken: from }),
        Limit: PAGE_SIZE,
      };
      const { TaskSet: tasks, ScrollToken: next } = await unwrap(
        client.GET('/x/v1/tasks', { params: { query }, signal }),
      );
      return { tasks, next };
    },
    // Their progress, too.
    meta: { shows: (page, id) => (page as TaskPage | undefined)?.tasks.some(({ TaskId }) => TaskId === id) ?? false },
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
