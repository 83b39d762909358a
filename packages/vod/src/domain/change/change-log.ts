import { type RawBuilder, sql } from 'kysely';
import type { Database } from '../../store/database/database.js';
import type { Change } from './change.js';
import { type Position, shortened } from './position.js';

/** Changes of one page. */
const PAGE = 1_000;

/** Which applications are read. */
export interface ChangeScope {
  /** Null: all. */
  readonly applications: readonly number[] | null;
  /** Whether changes that belong to no application are read, too. */
  readonly common: boolean;
}

export const everything: ChangeScope = { applications: null, common: true };

interface Row extends Change {
  readonly transaction: string;
  readonly number: number;
}

/** Reads the changes of the last hour. */
export class ChangeLog {
  constructor(private readonly db: Database) {}

  /** The position after all changes until now. */
  async position(): Promise<Position> {
    const { rows } = await sql<{ position: string }>`select pg_current_snapshot()::text as position`.execute(this.db);
    return shortened(rows[0]?.position ?? '');
  }

  /** Whether all changes after a position are still there. */
  async reaches(position: Position): Promise<boolean> {
    // A position in the future is of another database, such as the one before a restore.
    const { rows } = await sql<{ reaches: boolean }>`
      select pg_snapshot_xmin(${position}::pg_snapshot) >= (
          select transaction_id from change order by transaction_id limit 1)
        and pg_snapshot_xmax(${position}::pg_snapshot) <= pg_snapshot_xmax(pg_current_snapshot()) as reaches`.execute(
      this.db,
    );
    return rows[0]?.reaches ?? false;
  }

  /**
   * Reads the changes after a position until now, page by page, in the order of their transactions.
   * @returns the position after them
   */
  async *read(after: Position, scope = everything): AsyncGenerator<readonly Change[], Position> {
    let end: Position | undefined;
    let last: Row | undefined;
    for (;;) {
      const { position, rows } = await this.page(after, end, last, scope);
      end ??= position;
      if (rows.length > 0) yield rows;
      if (rows.length < PAGE) return shortened(end);
      last = rows.at(-1);
    }
  }

  private async page(
    after: Position,
    until: Position | undefined,
    last: Row | undefined,
    { applications, common }: ChangeScope,
  ): Promise<{ position: Position; rows: Row[] }> {
    const conditions: RawBuilder<unknown>[] = [
      sql`transaction_id >= pg_snapshot_xmin(${after}::pg_snapshot)`,
      sql`not pg_visible_in_snapshot(transaction_id, ${after}::pg_snapshot)`,
      sql`noun <> 'none'`,
    ];
    if (until) conditions.push(sql`pg_visible_in_snapshot(transaction_id, ${until}::pg_snapshot)`);
    if (last) conditions.push(sql`(transaction_id, number) > (${last.transaction}::xid8, ${last.number}::bigint)`);
    if (applications) {
      conditions.push(sql`(sub_app_id = any(${[...applications]}::bigint[]) or (sub_app_id is null and ${common}))`);
    } else if (!common) conditions.push(sql`sub_app_id is not null`);
    // One statement, so that the position is that of the rows.
    const { rows } = await sql<{ position: string } & { [M in keyof Row]: Row[M] | null }>`
      select pg_current_snapshot()::text as position, found.* from (select) as one left join lateral (
        select transaction_id::text as transaction, number, noun, id, kind, sub_app_id as "subAppId", status, progress,
          file_id as "fileId"
        from change where ${sql.join(conditions, sql` and `)} order by transaction_id, number limit ${PAGE}
      ) as found on true`.execute(this.db);
    const found = rows.filter(({ number }) => number !== null).map(({ position: _, ...row }) => row as Row);
    return { position: (rows[0]?.position ?? '') as Position, rows: found };
  }
}
