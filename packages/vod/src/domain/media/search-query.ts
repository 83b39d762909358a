import { type ExpressionBuilder, type ExpressionWrapper, type SqlBool, sql } from 'kysely';
import type { Tables } from '../../store/tables/index.js';
import { notExpired } from './media.js';

/** From `from` (included) to `before` (not included). */
export interface Period {
  readonly from?: Date | undefined;
  readonly before?: Date | undefined;
}

type Values<T = string> = readonly T[] | undefined;

/** A media must meet all given conditions, and one element of each array. Empty arrays count as absent. */
export interface MediaQuery {
  readonly fileIds?: Values;
  /** Part of the name, of any case. The same holds for the next two. */
  readonly names?: Values;
  readonly descriptions?: Values;
  /** Part of the name or of the description. */
  readonly text?: string | undefined;
  readonly namePrefixes?: Values;
  readonly classIds?: Values<number>;
  readonly tags?: Values;
  readonly categories?: Values;
  readonly sourceTypes?: Values;
  /** Extensions in lower case. */
  readonly types?: Values;
  readonly created?: Period | undefined;
  readonly expires?: Period | undefined;
  /** By creation time. A search for text lists the best matches first instead. */
  readonly order: 'asc' | 'desc';
  readonly offset: number;
  readonly limit: number;
}

type Of = ExpressionBuilder<Tables, 'media'>;
type Condition = ExpressionWrapper<Tables, 'media', SqlBool>;

/** The conditions of a query on a row. */
export function conditions(of: Of, query: MediaQuery): Condition[] {
  const any = <T>(values: Values<T>, test: (value: T) => Condition): Condition[] =>
    given(values) ? [of.or(values.map(test))] : [];
  const among = (column: 'file_id' | 'category' | 'source_type' | 'type', values: Values): Condition[] =>
    given(values) ? [of(column, 'in', values as never[])] : [];
  const inPeriod = (column: 'create_time' | 'expire_time', { from, before }: Period = {}): Condition[] => [
    ...(from ? [of(column, '>=', from)] : []),
    ...(before ? [of(column, '<', before)] : []),
  ];
  const contains = (column: 'name' | 'description', word: string): Condition =>
    of(column, 'ilike', `%${escapeLike(word)}%`);
  const { text } = query;
  return [
    notExpired(of),
    ...among('file_id', query.fileIds),
    ...any(query.names, (name) => contains('name', name)),
    ...any(query.descriptions, (description) => contains('description', description)),
    ...(text ? [of.or([contains('name', text), contains('description', text)])] : []),
    ...any(query.namePrefixes, (prefix) => of('name', 'like', `${escapeLike(prefix)}%`)),
    ...(given(query.classIds) ? [of('class_id', 'in', query.classIds)] : []),
    ...(given(query.tags) ? [of('tags', '&&', sql<string[]>`${query.tags}::text[]`)] : []),
    ...among('category', query.categories),
    ...among('source_type', query.sourceTypes),
    ...among('type', query.types),
    ...inPeriod('create_time', query.created),
    ...inPeriod('expire_time', query.expires),
  ];
}

/** Number of matching texts. Undefined if the query has no texts. */
export function relevance({ names, descriptions, text }: MediaQuery): ReturnType<typeof sql<number>> | undefined {
  const hit = (column: string, word: string) => sql`(${sql.ref(column)} ilike ${`%${escapeLike(word)}%`})::integer`;
  const hits = [
    ...(names ?? []).map((name) => hit('name', name)),
    ...(descriptions ?? []).map((description) => hit('description', description)),
    ...(text ? [hit('name', text), hit('description', text)] : []),
  ];
  return hits.length === 0 ? undefined : sql<number>`(${sql.join(hits, sql` + `)})`;
}

export function given<T>(values: Values<T>): values is readonly T[] {
  return values !== undefined && values.length > 0;
}

/** Escapes the characters that have a meaning in LIKE. */
function escapeLike(word: string): string {
  return word.replace(/[\\%_]/g, '\\$&');
}
