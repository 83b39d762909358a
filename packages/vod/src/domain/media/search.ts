import { type ExpressionBuilder, type ExpressionWrapper, type SqlBool, sql } from 'kysely';
import type { Database } from '../../store/database/database.js';
import type { Tables } from '../../store/tables/index.js';
import { type Media, mediaOf } from './media.js';

/** The most that one search counts and shows. */
export const searchLimit = 5000;

/** From `from` to before `before`. */
export interface Period {
  readonly from?: Date | undefined;
  readonly before?: Date | undefined;
}

type Some<T = string> = readonly T[] | undefined;

/** All that is given must hold; of an array, one element. Empty arrays are not given. */
export interface MediaQuery {
  readonly fileIds?: Some;
  /** Anywhere in the name, whatever the case; so are the next two. */
  readonly names?: Some;
  readonly descriptions?: Some;
  /** In the name or in the description. */
  readonly text?: string | undefined;
  readonly namePrefixes?: Some;
  readonly classIds?: Some<number>;
  readonly tags?: Some;
  readonly categories?: Some;
  readonly sourceTypes?: Some;
  /** Extensions, in lower case. */
  readonly types?: Some;
  readonly created?: Period | undefined;
  readonly expires?: Period | undefined;
  /** By the time they were made, unless words are searched: then the best matches come first. */
  readonly order: 'asc' | 'desc';
  readonly offset: number;
  readonly limit: number;
}

export interface Found {
  /** At most `searchLimit`. */
  readonly total: number;
  readonly media: Media[];
}

export async function searchMedia(db: Database, subAppId: number, query: MediaQuery): Promise<Found> {
  const matching = db
    .selectFrom('media')
    .where('sub_app_id', '=', subAppId)
    .where((of) => of.and(conditions(of, query)));
  const counted = matching.select(sql<number>`1`.as('one')).limit(searchLimit);
  const { total } = await db
    .selectFrom(counted.as('matching'))
    .select((of) => of.fn.countAll<number>().as('total'))
    .executeTakeFirstOrThrow();
  let page = matching.selectAll().offset(query.offset).limit(query.limit);
  const score = relevance(query);
  if (score) page = page.orderBy(score, 'desc').orderBy(sql`char_length(name)`);
  const direction = score ? 'desc' : query.order;
  const rows = await page.orderBy('create_time', direction).orderBy('file_id', direction).execute();
  return { total, media: rows.map(mediaOf) };
}

type Of = ExpressionBuilder<Tables, 'media'>;
type Condition = ExpressionWrapper<Tables, 'media', SqlBool>;

function conditions(of: Of, query: MediaQuery): Condition[] {
  const any = <T>(values: Some<T>, test: (value: T) => Condition): Condition[] =>
    given(values) ? [of.or(values.map(test))] : [];
  const among = (column: 'file_id' | 'category' | 'source_type' | 'type', values: Some): Condition[] =>
    given(values) ? [of(column, 'in', values as never[])] : [];
  const inPeriod = (column: 'create_time' | 'expire_time', { from, before }: Period = {}): Condition[] => [
    ...(from ? [of(column, '>=', from)] : []),
    ...(before ? [of(column, '<', before)] : []),
  ];
  const contains = (column: 'name' | 'description', word: string): Condition => of(column, 'ilike', `%${plain(word)}%`);
  const { text } = query;
  return [
    of.or([of('expire_time', 'is', null), of('expire_time', '>', new Date())]),
    ...among('file_id', query.fileIds),
    ...any(query.names, (name) => contains('name', name)),
    ...any(query.descriptions, (description) => contains('description', description)),
    ...(text ? [of.or([contains('name', text), contains('description', text)])] : []),
    ...any(query.namePrefixes, (prefix) => of('name', 'like', `${plain(prefix)}%`)),
    ...(given(query.classIds) ? [of('class_id', 'in', query.classIds)] : []),
    ...(given(query.tags) ? [of('tags', '&&', sql<string[]>`${query.tags}::text[]`)] : []),
    ...among('category', query.categories),
    ...among('source_type', query.sourceTypes),
    ...among('type', query.types),
    ...inPeriod('create_time', query.created),
    ...inPeriod('expire_time', query.expires),
  ];
}

/** How many of the words match; the rest is for ties. Undefined when no words are searched. */
function relevance({ names, descriptions, text }: MediaQuery): ReturnType<typeof sql<number>> | undefined {
  const hit = (column: string, word: string) => sql`(${sql.ref(column)} ilike ${`%${plain(word)}%`})::integer`;
  const hits = [
    ...(names ?? []).map((name) => hit('name', name)),
    ...(descriptions ?? []).map((description) => hit('description', description)),
    ...(text ? [hit('name', text), hit('description', text)] : []),
  ];
  return hits.length === 0 ? undefined : sql<number>`(${sql.join(hits, sql` + `)})`;
}

function given<T>(values: Some<T>): values is readonly T[] {
  return values !== undefined && values.length > 0;
}

/** The characters themselves, where LIKE gives them a meaning. */
function plain(word: string): string {
  return word.replace(/[\\%_]/g, '\\$&');
}
