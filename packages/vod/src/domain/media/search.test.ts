import { Kysely, PostgresDialect, sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Database, type OpenedDatabase, openDatabase } from '../../store/database/database.js';
import { createPool } from '../../store/database/pools.js';
import { type TestDatabase, testDatabase } from '../../testing/database.js';
import { Applications } from '../application/applications.js';
import { type SearchSteps, searchLimit, searchMedia } from './search.js';
import type { MediaQuery } from './search-query.js';
import { referenceSearch } from './testing/search-reference.js';

const appId = 1_500_000_001;
const otherAppId = 1_500_000_002;
let database: TestDatabase;

beforeAll(async () => {
  database = await testDatabase();
  await Applications.open(database.db, appId);
  await sql`insert into application (sub_app_id, name, description, status) values (${otherAppId}, 'other', '', 'On')`.execute(
    database.db,
  );
}, 60_000);
afterAll(() => database?.close());

/** Random numbers that a seed determines (mulberry32). */
function generator(seed: number) {
  let state = seed;
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (limit: number) => Math.floor(next() * limit);
  const pick = <T>(values: readonly T[]): T => values[below(values.length)] as T;
  return { below, pick, chance: (of: number) => next() < of };
}

const syllables = 'a b ab AB ba Ä ä ß Σ ς σ İ i I ı % _ \\ \' " & | ! : * ( ) 视 频 视频 海 滩 😀 é é ,'.split(' ');

type Random = ReturnType<typeof generator>;
const word = ({ below, pick }: Random, most: number): string =>
  Array.from({ length: 1 + below(most) }, () => pick(syllables)).join(pick(['', '', ' ']));

async function fill(subAppId: number, count: number, seed: number): Promise<void> {
  const random = generator(seed);
  const { below, pick, chance } = random;
  const rows = Array.from({ length: count }, (_, at) => ({
    file_id: String(subAppId * 1_000_000 + at),
    sub_app_id: subAppId,
    name: chance(0.02) ? word(random, 5) + 'x'.repeat(505) + word(random, 5) : word(random, 8),
    description: chance(0.5) ? '' : word(random, 12),
    type: pick(['mp4', 'mp4', 'mov', 'gif', '']),
    category: pick(['Video', 'Video', 'Audio', 'Image'] as const),
    class_id: below(5),
    source_type: pick(['Upload', 'Record', '']),
    storage_key: null,
    size: 1,
    meta: '{}',
    tags: Array.from({ length: below(4) }, () => pick(['one', 'two', '三', "it's", 'back\\slash'])),
    // Many have the same time.
    create_time: new Date(Date.UTC(2026, 0, 1) + below(200) * 1_000),
    expire_time: chance(0.2) ? new Date(Date.UTC(chance(0.3) ? 2020 : 2090, 0, 1) + below(100) * 1_000) : null,
  }));
  for (let at = 0; at < rows.length; at += 500) {
    const values = rows.slice(at, at + 500);
    await database.db
      .insertInto('media')
      .values(values as never[])
      .execute();
  }
}

function randomQuery(random: Random): MediaQuery {
  const { below, pick, chance } = random;
  const some = <T>(share: number, value: () => T): T[] | undefined =>
    chance(share) ? Array.from({ length: below(4) }, value) : undefined;
  const period = (year: number, seconds: number) => ({
    from: chance(0.5) ? new Date(Date.UTC(year, 0, 1) + below(seconds) * 1_000) : undefined,
    before: chance(0.5) ? new Date(Date.UTC(year, 0, 1) + below(seconds) * 1_000) : undefined,
  });
  return {
    fileIds: chance(0.03) ? [String(appId * 1_000_000 + below(2_000))] : undefined,
    names: some(0.3, () => word(random, 3)),
    descriptions: some(0.2, () => word(random, 3)),
    text: chance(0.2) ? word(random, 2) : undefined,
    namePrefixes: some(0.2, () => word(random, 2)),
    classIds: some(0.2, () => below(6)),
    tags: some(0.2, () => pick(['one', 'two', '三', "it's", 'back\\slash', 'none'])),
    categories: some(0.2, () => pick(['Video', 'Audio', 'Image'])),
    sourceTypes: some(0.2, () => pick(['Upload', 'Record', 'None'])),
    types: some(0.2, () => pick(['mp4', 'mov', 'gif', 'none'])),
    created: chance(0.2) ? period(2026, 200) : undefined,
    expires: chance(0.1) ? period(2090, 100) : undefined,
    order: pick(['asc', 'desc']),
    offset: pick([0, 0, 3, 500]),
    limit: pick([1, 10, 100, 3_000]),
  };
}

/** Few enough that all ways of a search are used. */
const fewSteps: readonly SearchSteps[] = [
  { first: 20_000, frequent: 200_000, byTerms: 30_000 },
  { first: 1, frequent: 100, byTerms: 10_000 },
  { first: 20, frequent: 100, byTerms: 50 },
  { first: 20, frequent: 100, byTerms: 0 },
];

test('finds the same media in the same order as a test of every media', async () => {
  await database.db.deleteFrom('media').execute();
  await fill(appId, 2_000, 1);
  await fill(otherAppId, 300, 2);
  const random = generator(Number(process.env.CLIPLOOP_SEED ?? 3));
  let found = 0;
  for (let round = 0; round < 250; round++) {
    const query = randomQuery(random);
    const subAppId = random.chance(0.8) ? appId : otherAppId;
    const expected = await referenceSearch(database.db, subAppId, query);
    const steps = fewSteps[round % fewSteps.length];
    const { total, media } = await searchMedia(database.db, subAppId, query, steps);
    expect({ query, total, fileIds: media.map(({ fileId }) => fileId) }).toEqual({ query, ...expected });
    if (total > 0) found++;
  }
  // Otherwise the comparison would show nothing.
  expect(found).toBeGreaterThan(60);
}, 180_000);

/** Names are "NUMBER even" or "NUMBER odd", and the older half is "… old". */
async function number(count: number): Promise<void> {
  await database.db.deleteFrom('media').execute();
  await sql`insert into media (file_id, sub_app_id, name, description, type, category, source_type, size, meta, create_time)
    select (1000000 + n)::text, ${appId}, n || case when n % 2 = 0 then ' even' else ' odd' end ||
      case when n <= ${count / 2} then ' old' else '' end, 'the frequent words of a description number ' || md5(n::text),
      'mp4', 'Video', 'Upload', 1, jsonb_build_object('Container', repeat('x', 500)), timestamptz '2026-01-01' + n * interval '1 second'
    from generate_series(1, ${count}) as n`.execute(database.unlimited);
  await sql`analyze media`.execute(database.unlimited);
}

const query = (more: Partial<MediaQuery>): MediaQuery => ({ order: 'desc', offset: 0, limit: 10, ...more });

/** Number of rows of media that a search reads. It needs a database with one connection, because each counts for itself. */
async function rowsRead({ unlimited: db }: OpenedDatabase, work: () => Promise<unknown>): Promise<number> {
  const read = async (): Promise<number> => {
    await sql`select pg_stat_force_next_flush()`.execute(db);
    const { rows } = await sql<{ read: number }>`select seq_tup_read + coalesce(idx_tup_fetch, 0) as read
      from pg_stat_user_tables where relname = 'media'`.execute(db);
    return Number(rows[0]?.read);
  };
  const before = await read();
  await work();
  return (await read()) - before;
}

/** Size of the library. The number of media that a search reads does not depend on it. */
const count = Number(process.env.CLIPLOOP_SEARCH_MEDIA ?? 12_000);

describe('a search in a large library', () => {
  let one: OpenedDatabase;
  beforeAll(async () => {
    await number(count);
    one = await openDatabase({ connectionString: database.url, max: 1 }, () => {});
  }, 600_000);
  afterAll(() => one?.close());

  test.each<[string, Partial<MediaQuery>]>([
    ['a word that no media has', { names: ['zzz'] }],
    ['a Chinese word that no media has', { text: '视频' }],
    ['a rare word of two characters', { text: '%%' }],
    ['a rare character', { descriptions: ['%'] }],
    ['a rare number', { names: ['7013'] }],
    ['a rare part of a description', { descriptions: ['c4ca4'] }],
    ['a rare prefix', { namePrefixes: ['7013 '] }],
    ['an unused tag', { tags: ['none'] }],
    ['an unused type', { types: ['xyz'] }],
    ['an unused category', { categories: ['Audio'] }],
    ['an unused source type', { sourceTypes: ['Record'] }],
    ['an unused class', { classIds: [7] }],
    ['an unused expiry', { expires: { from: new Date('2090-01-01') } }],
    ['a rare combination of frequent words', { names: ['odd old'], descriptions: ['number c4ca4'] }],
  ])(
    'does not read every media for %s',
    async (_, more) => {
      const steps = { first: 100, frequent: 1_000, byTerms: 500 };
      const reference = await rowsRead(one, () => referenceSearch(one.unlimited, appId, query(more)));
      const indexed = await rowsRead(one, () => searchMedia(one.unlimited, appId, query(more), steps));
      // Classes, expiry times and the beginnings of names had an index before.
      if (!more.classIds && !more.expires && !more.namePrefixes) expect(reference).toBeGreaterThan(10_000);
      expect(indexed).toBeLessThan(1_000);
    },
    120_000,
  );

  test('ranks the newest matches when there are more than it counts, in the same order each time', async () => {
    if (count !== 12_000) await number(12_000);
    const search = (more: Partial<MediaQuery>) => searchMedia(database.db, appId, query(more));
    const first = await search({ names: ['even', 'old'] });
    expect(first.total).toBe(searchLimit);
    expect(first.media[0]).toMatchObject({ name: '6000 even old' });
    expect(await search({ names: ['even', 'old'] })).toEqual(first);
    // 1,000 of the newest 5,000 matches have both words. The next older one, "4000 even old", is not among them.
    const next = await search({ names: ['even', 'old'], offset: 999, limit: 2 });
    expect(next.media).toMatchObject([{ name: '4002 even old' }, { name: '9998 even' }]);
    const last = await search({ text: 'frequent', offset: searchLimit - 5, limit: 5 });
    expect(last.media).toHaveLength(5);
    expect((await search({ names: ['old'] })).total).toBe(searchLimit);
    const newest = await search({ offset: searchLimit - 1, limit: 1 });
    expect(newest).toMatchObject({ total: searchLimit, media: [{ name: '7001 odd' }] });
  });

  test('explains that it took too long', async () => {
    const limits = { max: 1, wait: 5_000, statement: 1, lock: 1_000 };
    const pool = createPool({ connectionString: database.url }, limits, () => {});
    const db: Database = new Kysely({ dialect: new PostgresDialect({ pool }) });
    const search = searchMedia(db, appId, query({ descriptions: ['zz'] }), { first: 20_000, frequent: 0, byTerms: 0 });
    await expect(search).rejects.toMatchObject({
      code: 'InternalError.GetMediaListError',
      message: expect.stringContaining('took too long'),
    });
    await pool.close();
  });
});
