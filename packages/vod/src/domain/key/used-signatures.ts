import { sql } from 'kysely';
import type { Database } from '../../store/database/database.js';
import { faultOf } from '../../store/health/faults.js';
import { type ApiError, apiError } from '../../wire/error/api-error.js';
import { sha256 } from '../../wire/signature/hash.js';
import { clockSkew, type SignatureUse } from '../../wire/signature/request.js';
import { type AddedMarks, MarkStore, mayBeDeleted, type NewMark } from './mark-store.js';

/**
 * Whether a signed request is accepted again.
 * - `always`: it changes nothing.
 * - `shortly`: clients repeat it within a second, and TC3 signs these requests equally.
 * - `few`: a few equal requests within a second are ordinary, and do no harm.
 * - `never`: it makes a change.
 */
export type Repeat = 'always' | 'shortly' | 'few' | 'never';

/**
 * How long after the first use a signature may be used again for what clients do within one second. TC3 has no nonce, so all
 * requests with the same parameters in one second have the same signature. Late ones may have waited for the service.
 */
const SHORTLY_S = 5;
/** Requests with one signature that each process accepts of what may be repeated a few times. */
const FEW = 20;
/** A request is accepted for `clockSkew` before and after its time. As much again is for the clocks of other processes. */
const KEPT_S = 2 * clockSkew;

/** Marks of reads that are kept in memory while the database cannot be written. */
const MAX_LATE = 20_000;
const LATE_STEP = 500;

/** The memory of used signatures, which all processes share. */
export class UsedSignatures {
  private readonly marks: MarkStore;
  /** Reads go on while the database cannot be written. Their marks are stored before the next change, or after the next read. */
  private readonly late: NewMark[] = [];
  /** Repeated requests by mark, for a short time. */
  private readonly repeats = new Map<string, number>();

  constructor(private readonly db: Database) {
    this.marks = new MarkStore(db);
  }

  /**
   * Records that a signature is used for an action, and refuses a use that the client has not signed:
   * - A change is made once for each signature. Clients that give their requests ids (X-TC-TraceId) may make the same change again
   *   shortly, with another id.
   * - A signature that made a change makes no other change.
   * - A signature that was used to read makes no change. Only a creation, modification or reset is accepted shortly and with another
   *   id: clients look for an application, and create it with the same parameters.
   * - A signature that is as old as one whose mark was deleted makes no change: its mark may be deleted, too.
   * - A creation or deletion that was refused leaves its signature to the creation or reset of the same thing, shortly: clients whose
   *   CreateProcedureTemplate finds the task flow send ResetProcedureTemplate with the same parameters.
   * @throws ApiError AuthFailure.SignatureExpire when the request was received before, AuthFailure.SignatureFailure when the
   *   signature was used for another request
   */
  async use(signature: SignatureUse, action: string, repeat: Repeat): Promise<void> {
    const { mark, content, traceId, timestamp } = signature;
    const expireTime = new Date((timestamp + KEPT_S) * 1000);
    const own = { mark, content, action: changeBy(action, repeat), traced: traceId !== undefined, expireTime };
    const request = traceId === undefined ? undefined : markOfRequest(own, traceId);
    const added = await this.store(request ? [own, request] : [own], repeat);
    if (added.has(mark)) {
      if (added.get(mark) && repeat !== 'always') throw receivedBefore();
      return;
    }
    const isNew = request !== undefined && added.has(request.mark);
    await this.checkRepeated(signature, action, repeat, isNew);
  }

  private async store(marks: readonly NewMark[], repeat: Repeat): Promise<AddedMarks> {
    const isRead = repeat === 'always';
    if (!isRead) await this.storeLate();
    try {
      const added = await this.marks.add(marks);
      await this.storeLate();
      return added;
    } catch (error) {
      const fault = faultOf(error);
      const isOutage = fault === 'database full' || fault === 'database read-only';
      if (!isRead || !isOutage || this.late.length >= MAX_LATE) throw error;
      this.late.push(...marks);
      return new Map(marks.map(({ mark }) => [mark, false]));
    }
  }

  private async storeLate(): Promise<void> {
    while (this.late.length > 0) {
      const some = this.late.splice(0, LATE_STEP);
      try {
        await this.marks.add(some);
      } catch (error) {
        this.late.push(...some);
        throw error;
      }
    }
  }

  /** Allows the same request again shortly, because it was refused and changed nothing. */
  async release({ mark }: SignatureUse): Promise<void> {
    await this.db.updateTable('used_signature').set({ failed: true }).where('mark', '=', mark).execute();
  }

  private async checkRepeated(
    { mark, content, hasNonce, traceId }: SignatureUse,
    action: string,
    repeat: Repeat,
    isNew: boolean,
  ): Promise<void> {
    const row = await this.db
      .selectFrom('used_signature')
      .select([
        'content',
        'action',
        'traced',
        'failed',
        sql<number>`extract(epoch from now() - create_time)::float8`.as('age'),
        mayBeDeleted.as('may_be_deleted'),
      ])
      .where('mark', '=', mark)
      .executeTakeFirst();
    if (!row || (row.may_be_deleted && repeat !== 'always')) throw receivedBefore();
    // After the clock was set back, the first use has a time in the future.
    const isShortly = row.age > -SHORTLY_S && row.age < SHORTLY_S;
    // Without a signed body, all requests of an action in one second have the same signature. Reads among them are accepted.
    const mayDiffer = (repeat === 'always' || repeat === 'shortly') && isShortly && !hasNonce;
    if (row.content !== content && !mayDiffer) throw usedForAnother();
    const isOwn = isShortly && row.traced && isNew;
    if (repeat === 'always') {
      if (row.action === '' || isShortly) return;
      throw usedForAnother();
    }
    if (repeat === 'shortly') {
      if (isShortly && (row.action === '' || isOwn)) return;
      throw row.action === '' ? receivedBefore() : usedForAnother();
    }
    if (repeat === 'few' && row.action === action && !row.traced && traceId === undefined && !hasNonce && isShortly) {
      if (this.isOneOfFew(mark)) return;
      throw receivedBefore();
    }
    const isCreationAfterRead = row.action === '' && isOwn && /^(?:Create|Modify|Reset)/.test(action);
    if (row.action !== action && !isCreationAfterRead) {
      const isFallback = row.failed && isShortly && isResetAfterCreation(row.action, action);
      if (!isFallback || !(await this.replace(mark, row.action, action))) throw usedForAnother();
      return;
    }
    if (!isOwn && !isShortly) throw receivedBefore();
    if (!(await this.claim(mark, action, !isOwn))) throw isOwn ? usedForAnother() : receivedBefore();
  }

  /** Counts a repeated request. @returns whether there were few */
  private isOneOfFew(mark: string): boolean {
    const count = this.repeats.get(mark) ?? 1;
    if (count >= FEW) return false;
    if (count === 1) setTimeout(() => this.repeats.delete(mark), 2 * SHORTLY_S * 1000).unref();
    this.repeats.set(mark, count + 1);
    return true;
  }

  /** Lets one other change have the signature of a creation that was refused. */
  private async replace(mark: string, refused: string, action: string): Promise<boolean> {
    const { numUpdatedRows } = await this.db
      .updateTable('used_signature')
      .set({ action, failed: false })
      .where('mark', '=', mark)
      .where('action', '=', refused)
      .where('failed', '=', true)
      .executeTakeFirst();
    return numUpdatedRows > 0n;
  }

  /** Of several changes at the same time, lets one have the signature. @param failed only if the first request was refused */
  private async claim(mark: string, action: string, failed: boolean): Promise<boolean> {
    let row = this.db.updateTable('used_signature').set({ action, failed: false }).where('mark', '=', mark);
    row = failed
      ? row.where('failed', '=', true).where('action', '=', action)
      : row.where('action', 'in', ['', action]);
    const { numUpdatedRows } = await row.executeTakeFirst();
    return numUpdatedRows > 0n;
  }
}

/** Whether an action creates or resets what another one would have created or deleted. */
function isResetAfterCreation(refused: string, action: string): boolean {
  const noun = /^(?:Create|Delete)(.+)$/.exec(refused)?.[1];
  return noun !== undefined && (action === `Create${noun}` || action === `Reset${noun}`);
}

function changeBy(action: string, repeat: Repeat): string {
  return repeat === 'never' || repeat === 'few' ? action : '';
}

function markOfRequest({ mark, expireTime }: NewMark, traceId: string): NewMark {
  return {
    mark: sha256(`${mark}\n${traceId.toLowerCase()}`).slice(0, 32),
    content: '',
    action: '',
    traced: true,
    expireTime,
  };
}

function receivedBefore(): ApiError {
  const message =
    'This signed request was received before. A change is made once for each signature; to repeat it, sign it again in a later ' +
    'second, or with another Nonce';
  return apiError('AuthFailure.SignatureExpire', message);
}

function usedForAnother(): ApiError {
  const message =
    'This signature was used for another request; sign the request again in a later second, or sign X-TC-Action, too';
  return apiError('AuthFailure.SignatureFailure', message);
}
