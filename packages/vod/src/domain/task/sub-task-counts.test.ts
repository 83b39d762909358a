import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { storeSettings } from '../settings/stored.js';
import { subAppId, type TaskTables, taskTables } from './testing/tasks.js';

let tables: TaskTables;
beforeAll(async () => {
  tables = await taskTables();
}, 60_000);
afterAll(() => tables?.close());

interface Row {
  readonly kind: string;
  readonly status: string;
  readonly input?: object;
  readonly output?: object;
  readonly settings?: string;
  readonly progress?: number;
}

/** Adds a task with sub-tasks. @param first position of the first one; -1: it is a pull */
async function add(taskId: string, first: number, rows: readonly Row[]): Promise<void> {
  const { db } = tables.database;
  await sql`insert into task (task_id, sub_app_id, task_type, status, file_id, file_name, file_url, priority, notify_mode,
    session_id, session_context) values (${taskId}, ${subAppId}, 'Procedure', 'PROCESSING', '1', '', '', 0, '', '', '')`.execute(
    db,
  );
  for (const [index, { kind, status, input = {}, output, settings = null, progress = 0 }] of rows.entries()) {
    await sql`insert into sub_task (task_id, position, kind, input, settings, status, progress, output)
      values (${taskId}, ${first + index}, ${kind}, ${JSON.stringify(input)}, ${settings}, ${status}, ${progress},
        ${output ? JSON.stringify(output) : null})`.execute(db);
  }
}

test('counts the sub-tasks of tasks with and without a pull, and says what the first animation is', async () => {
  const animation = { kind: 'AnimatedGraphics', status: 'FAIL', progress: 100 };
  await add('pulled', -1, [
    { kind: 'Pull', status: 'SUCCESS', progress: 100 },
    { ...animation, input: { Definition: 20001 } },
    { ...animation, status: 'PROCESSING', input: { Definition: 20000 }, progress: 30 },
  ]);
  await add('pull', -1, [{ kind: 'Pull', status: 'PROCESSING', progress: 40 }]);
  await add('other', 0, [
    { kind: 'Transcode', status: 'FAIL', input: { Definition: 'x' } },
    {
      ...animation,
      status: 'WAITING',
      progress: 0,
      input: { Definition: 0 },
      settings: storeSettings({ Format: 'webp' }),
    },
  ]);
  const found = await tables.tasks.countSubTasks(['pulled', 'pull', 'other', 'none']);
  const first = { kind: 'AnimatedGraphics', definition: 20001, format: '' };
  expect(Object.fromEntries(found)).toEqual({
    pulled: {
      ...{ total: 3, succeeded: 1, failed: 1, progress: 76 },
      made: { ...first, total: 2, succeeded: 0, failed: 1, progress: 65 },
    },
    pull: { total: 1, succeeded: 0, failed: 0, progress: 40, made: null },
    other: {
      ...{ total: 2, succeeded: 0, failed: 1, progress: 0 },
      made: { kind: 'Transcode', definition: 0, format: 'webp', total: 2, succeeded: 0, failed: 1, progress: 0 },
    },
  });
});
