import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { sweepTasks } from './sweep.js';
import { subAppId, type TaskTables, taskTables } from './testing/tasks.js';

let tables: TaskTables;
beforeAll(async () => {
  tables = await taskTables();
}, 60_000);
afterAll(() => tables?.close());

test('deletes old finished tasks and expired session ids, and keeps unfinished tasks', async () => {
  const { db } = tables.database;
  const waiting = await tables.create({ sessionId: 'soon', sessionWindow: 60_000 });
  const aborted = await tables.create({ sessionId: 'expired', sessionWindow: -1 });
  await tables.tasks.abort(subAppId, aborted);
  expect(await sweepTasks(db, 60_000)).toBe(1);
  expect(await db.selectFrom('session').select('session_id').execute()).toEqual([{ session_id: 'soon' }]);
  expect((await tables.tasks.find(subAppId, aborted))?.task.status).toBe('ABORTED');
  expect(await sweepTasks(db, 0)).toBe(1);
  expect(await tables.tasks.find(subAppId, aborted)).toBeUndefined();
  expect((await tables.tasks.find(subAppId, waiting))?.subTasks).toHaveLength(1);
  const { rows } = await sql<{ count: number }>`select count(*) as count from sub_task`.execute(db);
  expect(rows).toEqual([{ count: 1 }]);
});
