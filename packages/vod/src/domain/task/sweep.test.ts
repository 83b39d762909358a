import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { sweepTasks } from './sweep.js';
import { subAppId, type TaskTables, taskTables } from './testing/tasks.js';

let tables: TaskTables;
beforeAll(async () => {
  tables = await taskTables();
}, 60_000);
afterAll(() => tables?.close());

test('tasks that are over and session ids go when they are old, what is under way stays', async () => {
  const { db } = tables.database;
  const waiting = await tables.create({ sessionId: 'soon', sessionWindow: 60_000 });
  const over = await tables.create({ sessionId: 'over', sessionWindow: -1 });
  await tables.tasks.abort(subAppId, over);
  expect(await sweepTasks(db, 60_000)).toBe(1);
  expect(await db.selectFrom('session').select('session_id').execute()).toEqual([{ session_id: 'soon' }]);
  expect((await tables.tasks.find(subAppId, over))?.task.status).toBe('ABORTED');
  expect(await sweepTasks(db, 0)).toBe(1);
  expect(await tables.tasks.find(subAppId, over)).toBeUndefined();
  expect((await tables.tasks.find(subAppId, waiting))?.subTasks).toHaveLength(1);
  const { rows } = await sql<{ count: number }>`select count(*) as count from sub_task`.execute(db);
  expect(rows).toEqual([{ count: 1 }]);
});
