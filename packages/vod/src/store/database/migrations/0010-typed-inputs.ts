import { sql, type Transaction } from 'kysely';
import type { Kind } from '../../../wire/contract/sub-task-kinds.js';
import { convertEvent, convertParts, convertSubTaskInput } from './typed-inputs.js';

/** Clears the message of successful sub-tasks. */
export const typedInputs = `
update sub_task set message = '' where status = 'SUCCESS' and message = 'SUCCESS';
`;

const BATCH_ROWS = 500;

/**
 * Converts stored inputs of sub-tasks of other products to the types of the contract, in sub-tasks, task flows and waiting events.
 * Form and query requests stored numbers as text.
 */
export async function convertInputs<T>(trx: Transaction<T>): Promise<void> {
  await convertSubTasks(trx);
  await convertProcedures(trx);
  await convertEvents(trx, 'event_queue');
  await convertEvents(trx, 'event_callback');
}

async function convertSubTasks<T>(trx: Transaction<T>): Promise<void> {
  let [task, position] = ['', -1];
  for (;;) {
    const { rows } = await sql<{ task_id: string; position: number; kind: Kind; input: object }>`
      select task_id, position, kind, input from sub_task
      where kind <> 'AnimatedGraphics' and (task_id, position) > (${task}, ${position})
      order by task_id, position limit ${BATCH_ROWS}`.execute(trx);
    const changed = rows.flatMap((row) => changedRow(row, row.input, convertSubTaskInput(row.kind, row.input)));
    await sql`update sub_task set input = mended.content::jsonb
      from unnest(${changed.map(({ row }) => row.task_id)}::text[], ${changed.map(({ row }) => row.position)}::integer[],
        ${changed.map(({ content }) => content)}::text[]) as mended (task_id, position, content)
      where sub_task.task_id = mended.task_id and sub_task.position = mended.position`.execute(trx);
    const last = rows.at(-1);
    if (!last || rows.length < BATCH_ROWS) return;
    [task, position] = [last.task_id, last.position];
  }
}

async function convertProcedures<T>(trx: Transaction<T>): Promise<void> {
  let [application, name] = [-1, ''];
  for (;;) {
    const { rows } = await sql<{ sub_app_id: number; name: string; parts: object }>`
      select sub_app_id, name, parts from procedure where (sub_app_id, name) > (${application}, ${name})
      order by sub_app_id, name limit ${BATCH_ROWS}`.execute(trx);
    const changed = rows.flatMap((row) => changedRow(row, row.parts, convertParts(row.parts)));
    await sql`update procedure set parts = mended.content::json
      from unnest(${changed.map(({ row }) => row.sub_app_id)}::bigint[], ${changed.map(({ row }) => row.name)}::text[],
        ${changed.map(({ content }) => content)}::text[]) as mended (sub_app_id, name, content)
      where procedure.sub_app_id = mended.sub_app_id and procedure.name = mended.name`.execute(trx);
    const last = rows.at(-1);
    if (!last || rows.length < BATCH_ROWS) return;
    [application, name] = [last.sub_app_id, last.name];
  }
}

async function convertEvents<T>(trx: Transaction<T>, table: 'event_queue' | 'event_callback'): Promise<void> {
  let id = 0;
  for (;;) {
    // Compares text, so that the content is not parsed.
    const { rows } = await sql<{ id: number; content: object }>`
      select id, content from ${sql.table(table)}
      where id > ${id} and content::text like '%"ProcedureStateChanged"%' order by id limit ${BATCH_ROWS}`.execute(trx);
    const changed = rows.flatMap((row) => changedRow(row, row.content, convertEvent(row.content)));
    await sql`update ${sql.table(table)} as event set content = mended.content::json
      from unnest(${changed.map(({ row }) => row.id)}::bigint[], ${changed.map(({ content }) => content)}::text[])
        as mended (id, content)
      where event.id = mended.id`.execute(trx);
    const last = rows.at(-1);
    if (!last || rows.length < BATCH_ROWS) return;
    id = last.id;
  }
}

function changedRow<R>(row: R, before: object, after: object): { row: R; content: string }[] {
  const content = JSON.stringify(after);
  return content === JSON.stringify(before) ? [] : [{ row, content }];
}
