import { sql } from 'kysely';
import type { Database } from '../../store/database/database.js';
import type { TaskStatus, TaskType } from '../../store/tables/task.js';
import { apiError } from '../../wire/error/api-error.js';
import type { TaskRow } from './task.js';

/** From `After` (included) to `Before` (not included). */
interface TimeRange {
  readonly After?: Date | undefined;
  readonly Before?: Date | undefined;
}

export interface TaskQuery {
  readonly status?: TaskStatus | undefined;
  readonly type?: TaskType | undefined;
  readonly fileId?: string | undefined;
  readonly createTime?: TimeRange | undefined;
  readonly finishTime?: TimeRange | undefined;
  readonly field: 'create_time' | 'finish_time';
  readonly order: 'asc' | 'desc';
  readonly limit: number;
  /** Token from the previous page. Empty: the first page. */
  readonly from: string;
}

/**
 * Lists tasks by time, then by id. Each page starts where the previous one ended, so that late pages are as fast as early ones.
 * @returns a page, and the token of the next one; empty: this is the last page
 */
export async function listTasks(
  db: Database,
  subAppId: number,
  query: TaskQuery,
): Promise<{ page: TaskRow[]; next: string }> {
  const found = await tasksQuery(db, subAppId, query).execute();
  const page = found.slice(0, query.limit);
  const last = found.length > query.limit ? page.at(-1) : undefined;
  return { page, next: last ? writeToken(last.sort_time, last.task_id) : '' };
}

/** The query for a page and the task after it. */
export function tasksQuery(db: Database, subAppId: number, query: TaskQuery) {
  const { field, order } = query;
  let rows = db
    .selectFrom('task')
    .selectAll()
    .where('sub_app_id', '=', subAppId)
    .orderBy(field, order)
    .orderBy('task_id', order)
    .limit(query.limit + 1);
  if (query.status) rows = rows.where('status', '=', query.status);
  if (query.type) rows = rows.where('task_type', '=', query.type);
  if (query.fileId) rows = rows.where('file_id', '=', query.fileId);
  if (query.createTime?.After) rows = rows.where('create_time', '>=', query.createTime.After);
  if (query.createTime?.Before) rows = rows.where('create_time', '<', query.createTime.Before);
  if (query.finishTime?.After) rows = rows.where('finish_time', '>=', query.finishTime.After);
  if (query.finishTime?.Before) rows = rows.where('finish_time', '<', query.finishTime.Before);
  // Tasks that have not ended have no finish time.
  if (field === 'finish_time') rows = rows.where('finish_time', 'is not', null);
  if (query.from !== '') {
    const { time, taskId } = readToken(query.from);
    const beyond = sql.raw(order === 'asc' ? '>' : '<');
    rows = rows.where(sql<boolean>`(${sql.ref(field)}, task_id) ${beyond} (${time}::timestamptz, ${taskId})`);
  }
  return rows.select(sql<string>`${sql.ref(field)}::text`.as('sort_time'));
}

// The time is the text of PostgreSQL, because a Date has no microseconds.
function writeToken(time: string, taskId: string): string {
  return Buffer.from(JSON.stringify([time, taskId])).toString('base64url');
}

function readToken(token: string): { time: string; taskId: string } {
  try {
    const [time, taskId] = JSON.parse(Buffer.from(token, 'base64url').toString()) as unknown[];
    const complete = typeof time === 'string' && typeof taskId === 'string';
    if (complete && isTimestamp(time) && /^[\w-]{1,128}$/.test(taskId)) return { time, taskId };
  } catch {
    // Refused below.
  }
  throw apiError('InvalidParameterValue', 'ScrollToken is invalid; use the ScrollToken of the previous answer');
}

/** Whether PostgreSQL accepts the text as a timestamp. If it did not, the error would be one of the service. */
function isTimestamp(text: string): boolean {
  const form = /^(\d{4}-\d\d-\d\d) ((?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d)(\.\d{1,6})?[+-](0\d|1[0-4])(:[0-5]\d)?$/;
  const [, day = '', clock] = form.exec(text) ?? [];
  const moment = new Date(`${day}T${clock}Z`);
  return !day.startsWith('0000') && !Number.isNaN(moment.getTime()) && moment.toISOString().startsWith(day);
}
