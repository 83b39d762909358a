import type { Transaction } from 'kysely';
import type { Tables } from '../../store/tables/index.js';

/**
 * Locks an application until the transaction ends, so that creations at the same time are counted against its quotas. Rows that
 * only refer to the application can still be written.
 */
export async function lockApplication(trx: Transaction<Tables>, subAppId: number): Promise<void> {
  await trx
    .selectFrom('application')
    .select('sub_app_id')
    .where('sub_app_id', '=', subAppId)
    .forNoKeyUpdate()
    .execute();
}
