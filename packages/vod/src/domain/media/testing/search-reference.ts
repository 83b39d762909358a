import { sql } from 'kysely';
import type { Database } from '../../../store/database/database.js';
import { searchLimit } from '../search.js';
import type { MediaQuery } from '../search-query.js';

/**
 * The search without an index of terms: it tests every media of the application and ranks all that match. It is the reference for
 * results, and for the time that a search took before.
 */
export async function referenceSearch(
  db: Database,
  subAppId: number,
  query: MediaQuery,
): Promise<{ total: number; fileIds: string[] }> {
  const like = (word: string) => word.replace(/[\\%_]/g, '\\$&');
  const contains = (column: string, word: string) => sql`${sql.ref(column)} ilike ${`%${like(word)}%`}`;
  const any = <T>(values: readonly T[] | undefined, test: (value: T) => unknown) =>
    values && values.length > 0 ? [sql`(${sql.join(values.map(test), sql` or `)})`] : [];
  const among = (column: string, values: readonly unknown[] | undefined) =>
    values && values.length > 0 ? [sql`${sql.ref(column)} in (${sql.join(values)})`] : [];
  const { names, descriptions, text, created, expires } = query;
  const conditions = [
    sql`sub_app_id = ${subAppId}`,
    sql`(expire_time is null or expire_time > now())`,
    ...among('file_id', query.fileIds),
    ...any(names, (name) => contains('name', name)),
    ...any(descriptions, (description) => contains('description', description)),
    ...(text ? [sql`(${contains('name', text)} or ${contains('description', text)})`] : []),
    ...any(query.namePrefixes, (prefix) => sql`name like ${`${like(prefix)}%`}`),
    ...among('class_id', query.classIds),
    ...(query.tags?.length ? [sql`tags && ${query.tags}::text[]`] : []),
    ...among('category', query.categories),
    ...among('source_type', query.sourceTypes),
    ...among('type', query.types),
    ...(created?.from ? [sql`create_time >= ${created.from}`] : []),
    ...(created?.before ? [sql`create_time < ${created.before}`] : []),
    ...(expires?.from ? [sql`expire_time >= ${expires.from}`] : []),
    ...(expires?.before ? [sql`expire_time < ${expires.before}`] : []),
  ];
  const where = sql.join(conditions, sql` and `);
  const hits = [
    ...(names ?? []).map((name) => contains('name', name)),
    ...(descriptions ?? []).map((description) => contains('description', description)),
    ...(text ? [contains('name', text), contains('description', text)] : []),
  ].map((hit) => sql`(${hit})::integer`);
  const direction = sql.raw(hits.length > 0 ? 'desc' : query.order);
  const score = hits.length > 0 ? sql`(${sql.join(hits, sql` + `)}) desc, char_length(name),` : sql``;
  const counted = await sql<{ total: number }>`
    select count(*) as total from (select 1 from media where ${where} limit ${searchLimit}) as matching`.execute(db);
  const { rows } = await sql<{ file_id: string }>`select file_id from media where ${where}
    order by ${score} create_time ${direction}, file_id ${direction} offset ${query.offset} limit ${query.limit}`.execute(
    db,
  );
  return { total: Number(counted.rows[0]?.total), fileIds: rows.map(({ file_id }) => file_id) };
}
