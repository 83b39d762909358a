import { type Compilable, sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type TaskQuery, tasksQuery } from './list.js';
import { subAppId, type TaskTables, taskTables } from './testing/tasks.js';

const COUNT = 20_000;

let tables: TaskTables;
beforeAll(async () => {
  tables = await taskTables();
  const { db } = tables.database;
  await db.connection().execute(async (one) => {
    // The log of changes would take longer than the tasks.
    await sql`alter table task disable trigger user`.execute(one);
    await sql`insert into task (task_id, sub_app_id, task_type, status, file_id, file_name, file_url, priority, notify_mode,
      session_id, session_context, create_time)
      select 'task-' || to_char(n, 'FM000000'), ${subAppId}, case when n % 4 = 0 then 'PullUpload' else 'Procedure' end,
        case n % 1000 when 1 then 'ABORTED' when 2 then 'WAITING' else 'FINISH' end, (n % 500)::text, '', '', 0, '', '', '',
        timestamptz '2026-01-01' + n * interval '1 second'
      from generate_series(1, ${COUNT}::integer) as n`.execute(one);
    await sql`alter table task enable trigger user`.execute(one);
    await sql`analyze task`.execute(one);
  });
}, 60_000);
afterAll(() => tables?.close());

const newest = { field: 'create_time', order: 'desc', limit: 10, from: '' } as const;
const list = (query: Partial<TaskQuery>) => tables.tasks.list(subAppId, { ...newest, ...query });

interface PlanNode {
  readonly 'Node Type': string;
  readonly 'Actual Rows': number;
  readonly 'Actual Loops': number;
  readonly 'Rows Removed by Filter'?: number;
  readonly Plans?: readonly PlanNode[];
}

/** Kinds of the steps of the query, and the rows that they read. */
async function explained(query: Compilable): Promise<{ steps: string[]; rows: number }> {
  const { sql: text, parameters } = query.compile();
  const { rows } = await tables.database.pool.query(`explain (analyze, format json) ${text}`, [...parameters]);
  const walk = (node: PlanNode): PlanNode[] => [node, ...(node.Plans ?? []).flatMap(walk)];
  const nodes = walk(rows[0]['QUERY PLAN'][0].Plan as PlanNode);
  const read = nodes.map((one) => one['Actual Rows'] * one['Actual Loops'] + (one['Rows Removed by Filter'] ?? 0));
  return { steps: nodes.map((one) => one['Node Type']), rows: Math.max(...read) };
}

test.each<[string, Partial<TaskQuery>, string[]]>([
  ['all', {}, ['task-020000', 'task-019999']],
  ['those of a media', { fileId: '7' }, ['task-019507', 'task-019007']],
  ['those with a status', { status: 'WAITING' }, ['task-019002', 'task-018002']],
  ['those of a type', { type: 'PullUpload' }, ['task-020000', 'task-019996']],
  ['those of a type with a status', { type: 'Procedure', status: 'ABORTED' }, ['task-019001', 'task-018001']],
  ['those of a media with a status', { fileId: '1', status: 'ABORTED' }, ['task-019001', 'task-018001']],
])('lists %s, the newest first, and page by page', async (_, query, expected) => {
  const { page, next } = await list({ ...query, limit: 2 });
  expect(page.map(({ task_id }) => task_id)).toEqual(expected);
  const rest = await list({ ...query, limit: 3, from: next });
  const all = await list({ ...query, limit: 5 });
  expect([...page, ...rest.page].map(({ task_id }) => task_id)).toEqual(all.page.map(({ task_id }) => task_id));
});

test.each<[string, Partial<TaskQuery>]>([
  ['all', {}],
  ['a media', { fileId: '7' }],
  ['a status of few tasks', { status: 'WAITING' }],
  ['a status of most tasks', { status: 'FINISH' }],
  ['a type', { type: 'PullUpload' }],
  ['a media without tasks', { fileId: 'none' }],
  ['a status without tasks', { status: 'PROCESSING' }],
  ['a type with a rare status', { type: 'Procedure', status: 'ABORTED' }],
  ['a type without tasks of a rare status', { type: 'PullUpload', status: 'WAITING' }],
  ['a type since a time', { type: 'PullUpload', createTime: { After: new Date('2026-01-01T02:00:00Z') } }],
])('reads a page of the tasks of %s from an index, without the rest of the tasks', async (_, query) => {
  const { steps, rows } = await explained(tasksQuery(tables.database.db, subAppId, { ...newest, ...query }));
  expect(steps.join()).not.toContain('Seq Scan');
  expect(rows).toBeLessThan(COUNT / 100);
});
