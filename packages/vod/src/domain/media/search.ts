import { sql, type Transaction } from 'kysely';
import type { Database } from '../../store/database/database.js';
import type { Tables } from '../../store/tables/index.js';
import { apiError } from '../../wire/error/api-error.js';
import { type Media, mediaOf } from './media.js';
import { conditions, given, type MediaQuery, type Period, relevance } from './search-query.js';
import { type Lowered, termsOf } from './search-terms.js';
import { tooMany } from './search-turns.js';

/** Largest number of results that one search counts and returns. */
export const searchLimit = 5000;

export interface SearchResult {
  /** At most `searchLimit`. */
  readonly total: number;
  readonly media: Media[];
}

/**
 * A page of the media that match. A search for text ranks the newest `searchLimit` matches; other searches are in order of time.
 *
 * Its cost is limited whatever the library holds. Frequent matches are found by reading the media in order of time until there
 * are enough; rare ones by the index of terms. `rankAll` is for tests of both.
 * @throws ApiError InternalError.GetMediaListError for a search that takes too long, RequestLimitExceeded when no connection is free
 */
export async function searchMedia(
  db: Database,
  subAppId: number,
  query: MediaQuery,
  steps: SearchSteps = searchSteps,
): Promise<SearchResult> {
  const { total, fileIds } = await db
    .transaction()
    .execute(async (trx) => {
      // Plans depend on statistics, which may be outdated. A sequential scan would read the media of all applications.
      await sql`select set_config('enable_seqscan', 'off', true), set_config('work_mem', '16MB', true)`.execute(trx);
      return candidates(trx, subAppId, query, steps);
    })
    .catch(explain);
  if (fileIds.length === 0) return { total, media: [] };
  const rows = await db.selectFrom('media').selectAll().where('file_id', 'in', fileIds).execute();
  const byId = new Map(rows.map((row) => [row.file_id, mediaOf(row)]));
  // One that was deleted in the meantime is missing.
  return { total, media: fileIds.flatMap((fileId) => byId.get(fileId) ?? []) };
}

const QUERY_CANCELED = '57014';

/** Explains the limits of the pool for searches. */
function explain(error: Error & { code?: string }): never {
  if (error.code === QUERY_CANCELED) {
    const message =
      'The search took too long and was canceled. Search for longer or rarer texts, or in a shorter period of CreateTime';
    throw apiError('InternalError.GetMediaListError', message);
  }
  if (error.message.startsWith('timeout exceeded when trying to connect')) throw tooMany('all connections are in use');
  throw error;
}

/** Numbers of media that the steps of a search read. */
export interface SearchSteps {
  /** The newest or oldest ones, which are read first. */
  readonly first: number;
  /** As many are read when at least one of twenty matches. */
  readonly frequent: number;
  /** Those that the index of terms finds. */
  readonly byTerms: number;
}

const searchSteps: SearchSteps = { first: 10_000, frequent: 100_000, byTerms: 50_000 };

interface Found {
  /** At most `searchLimit`. */
  readonly total: number;
  readonly fileIds: readonly string[];
  /** Number of matching media that were read. */
  readonly matches: number;
}

async function candidates(
  trx: Transaction<Tables>,
  subAppId: number,
  query: MediaQuery,
  { first, frequent, byTerms }: SearchSteps,
): Promise<Found> {
  if (given(query.fileIds)) return page(trx, query, matching(trx, subAppId, query));
  const inTime = (limit?: number) => page(trx, query, byTime(trx, subAppId, query, limit));
  const isAll = async (found: Found, limit: number) =>
    found.matches >= searchLimit || !(await hasMore(trx, subAppId, query, limit));

  const newest = await inTime(first);
  if (await isAll(newest, first)) return newest;
  if (newest.matches * 20 >= first) {
    const more = await inTime(frequent);
    if (await isAll(more, frequent)) return more;
  }
  const terms = termsOf(subAppId, query, await lowered(trx, query));
  if (terms !== undefined || hasPeriod(query.expires)) {
    const selected = matching(trx, subAppId, query)
      .$if(terms !== undefined, (media) => media.where(sql<boolean>`${termsOfRow} @@ ${terms}::tsquery`))
      .limit(byTerms + 1);
    const rare = await page(trx, query, selected);
    if (rare.matches <= byTerms) return rare;
  }
  return inTime();
}

/** Must be the expression of the index `media_by_terms`. */
const termsOfRow = sql`media_terms(sub_app_id, name, description, tags, class_id, category, source_type, type)`;

type Candidates = ReturnType<typeof matching>;

const matching = (trx: Transaction<Tables>, subAppId: number, query: MediaQuery) =>
  trx
    .selectFrom('media')
    .where('sub_app_id', '=', subAppId)
    .where((of) => of.and(conditions(of, query)));

/** The first matches in order of time. @param limit number of media to read, whether they match or not. Default: all */
function byTime(trx: Transaction<Tables>, subAppId: number, query: MediaQuery, limit?: number): Candidates {
  const direction = directionOf(query);
  const read = inPeriod(trx, subAppId, query)
    .selectAll()
    .orderBy('create_time', direction)
    .orderBy('file_id', direction)
    .$if(limit !== undefined, (media) => media.limit(limit as number));
  return trx
    .selectFrom(read.as('media'))
    .where((of) => of.and(conditions(of, query)))
    .orderBy('create_time', direction)
    .orderBy('file_id', direction)
    .limit(searchLimit) as unknown as Candidates;
}

/** Whether an application has more media in the period of a query than these. */
async function hasMore(trx: Transaction<Tables>, subAppId: number, query: MediaQuery, than: number): Promise<boolean> {
  const next = inPeriod(trx, subAppId, query).select('file_id').orderBy('create_time').orderBy('file_id');
  return (await next.offset(than).limit(1).executeTakeFirst()) !== undefined;
}

function inPeriod(trx: Transaction<Tables>, subAppId: number, { created = {} }: MediaQuery) {
  const { from, before } = created;
  return trx
    .selectFrom('media')
    .where('sub_app_id', '=', subAppId)
    .$if(from !== undefined, (media) => media.where('create_time', '>=', from as Date))
    .$if(before !== undefined, (media) => media.where('create_time', '<', before as Date));
}

/** Ranks the first matches in order of time, and returns a page of them. */
async function page(trx: Transaction<Tables>, query: MediaQuery, selected: Candidates): Promise<Found> {
  const direction = sql.raw(directionOf(query));
  const score = relevance(query);
  const keys = selected.select([
    'file_id',
    'create_time',
    (score ?? sql<number>`0`).as('score'),
    (score ? sql<number>`char_length(name)` : sql<number>`0`).as('length'),
  ]);
  const { rows } = await sql<{ matches: number; total: number; file_id: string | null }>`
    with found as materialized (${keys}),
    first as materialized (
      select * from found order by create_time ${direction}, file_id ${direction} limit ${searchLimit}
    ),
    page as (
      select file_id, row_number() over (order by score desc, length, create_time ${direction}, file_id ${direction}) as place
      from first order by place offset ${query.offset} limit ${query.limit}
    )
    select (select count(*) from found) as matches, (select count(*) from first) as total, page.file_id
    from (values (1)) as one left join page on true order by page.place`.execute(trx);
  const { matches = 0, total = 0 } = rows[0] ?? {};
  return { matches, total, fileIds: rows.flatMap(({ file_id }) => file_id ?? []) };
}

/** A search for text lists the newest of equal matches first. */
const directionOf = (query: MediaQuery): 'asc' | 'desc' => (relevance(query) ? 'desc' : query.order);

const hasPeriod = ({ from, before }: Period = {}): boolean => from !== undefined || before !== undefined;

/** The texts in lower case. The conversion must be that of the index. */
async function lowered(trx: Transaction<Tables>, query: MediaQuery): Promise<Lowered> {
  const { names = [], descriptions = [], namePrefixes = [], text } = query;
  const all = [...names, ...descriptions, ...namePrefixes, ...(text ? [text] : [])];
  if (all.length === 0) return {};
  const { rows } = await sql<{ lower: string }>`
    select lower(word) from unnest(${all}::text[]) with ordinality as words (word, place) order by place`.execute(trx);
  const words = rows.map(({ lower }) => lower);
  return {
    names: words.splice(0, names.length),
    descriptions: words.splice(0, descriptions.length),
    namePrefixes: words.splice(0, namePrefixes.length),
    text: words[0],
  };
}
