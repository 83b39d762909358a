import { sql } from 'kysely';
import type { Database } from '../../store/database/database.js';
import { apiError } from '../../wire/error/api-error.js';
import { clockSkew, type SignatureUse } from '../../wire/signature/request.js';

/**
 * Whether the same signed request is accepted again. Signatures of TC3 have no nonce, so two equal requests of one second have the
 * same signature. `shortly`: within 5 seconds after the first.
 */
export type Repeat = 'always' | 'shortly' | 'never';

const SHORTLY_S = 5;
/** A request is accepted for `clockSkew` before and after its time. As much again is for the clocks of other processes. */
const KEPT_S = 2 * clockSkew;
const MAX_BATCH = 500;
const SWEEP_MS = 60_000;

interface Waiting {
  readonly signature: SignatureUse;
  /** Called with whether this is the first use. */
  readonly resolve: (first: boolean) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * The memory of used signatures, which all processes share. Requests that arrive while a statement runs are stored together by the
 * next one, so that the memory needs one connection at most.
 */
export class UsedSignatures {
  private waiting: Waiting[] = [];
  private running = false;
  private swept = performance.now();

  constructor(private readonly db: Database) {}

  /**
   * Records that a signature is used.
   * @throws ApiError AuthFailure.SignatureExpire when the request was used before and may not be repeated,
   *   AuthFailure.SignatureFailure when the signature was used for another request
   */
  async use(signature: SignatureUse, repeat: Repeat): Promise<void> {
    const first = await new Promise<boolean>((resolve, reject) => {
      this.waiting.push({ signature, resolve, reject });
      if (!this.running) void this.run();
    });
    if (!first) await this.checkRepeated(signature, repeat);
  }

  /** Allows the same request again, because it was refused and changed nothing. */
  async release({ mark }: SignatureUse): Promise<void> {
    await this.db.updateTable('used_signature').set({ failed: true }).where('mark', '=', mark).execute();
  }

  private async checkRepeated({ mark, content }: SignatureUse, repeat: Repeat): Promise<void> {
    const row = await this.db
      .selectFrom('used_signature')
      .select(['content', sql<number>`extract(epoch from now() - create_time)::float8`.as('age')])
      .where('mark', '=', mark)
      .executeTakeFirst();
    if (row && row.content !== content) {
      const message =
        'This signature was used for another request; sign each request, and include X-TC-Action in SignedHeaders';
      throw apiError('AuthFailure.SignatureFailure', message);
    }
    if (row && (repeat === 'always' || (repeat === 'shortly' && row.age < SHORTLY_S))) return;
    // Of several repetitions of a refused request at the same time, one is accepted.
    const { numUpdatedRows } = await this.db
      .updateTable('used_signature')
      .set({ failed: false })
      .where('mark', '=', mark)
      .where('failed', '=', true)
      .executeTakeFirst();
    if (numUpdatedRows > 0n) return;
    const message =
      'This signed request was received before. A change is made once for each signature; to repeat it, sign it again with the ' +
      'time of a later second, or with another Nonce';
    throw apiError('AuthFailure.SignatureExpire', message);
  }

  private async run(): Promise<void> {
    this.running = true;
    while (this.waiting.length > 0) {
      const batch = this.waiting.splice(0, MAX_BATCH);
      try {
        const added = await this.add(batch);
        // The first of equal ones in a batch is the first use.
        for (const { signature, resolve } of batch) resolve(added.delete(signature.mark));
      } catch (error) {
        for (const { reject } of batch) reject(error);
      }
    }
    this.running = false;
  }

  /** @returns the marks that were not used before */
  private async add(batch: readonly Waiting[]): Promise<Set<string>> {
    // In one order in every process, so that statements do not wait for each other in a circle.
    const uses = batch.map(({ signature }) => signature).sort((one, other) => (one.mark < other.mark ? -1 : 1));
    const marks = uses.map(({ mark }) => mark);
    const contents = uses.map(({ content }) => content);
    const times = uses.map(({ timestamp }) => new Date((timestamp + KEPT_S) * 1000).toISOString());
    // The row need not be on disk before the change: the commit of the change writes both.
    const { rows } = await sql<{ mark: string }>`
      with quick as (select set_config('synchronous_commit', 'off', true)),
      given as (select * from quick, unnest(${marks}::text[], ${contents}::text[], ${times}::timestamptz[])
        as g (mark, content, expire_time))
      insert into used_signature (mark, content, expire_time) select mark, content, expire_time from given
      on conflict (mark) do nothing returning mark`.execute(this.db);
    this.sweep();
    return new Set(rows.map(({ mark }) => mark));
  }

  /** Deletes signatures that have expired, once a minute. */
  private sweep(): void {
    if (performance.now() - this.swept < SWEEP_MS) return;
    this.swept = performance.now();
    // A failed one is made up for a minute later.
    this.db
      .deleteFrom('used_signature')
      .where('expire_time', '<', sql<Date>`now()`)
      .execute()
      .catch(() => {});
  }
}
