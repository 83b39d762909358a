import type { Transaction } from 'kysely';
import type { Tables } from '../../store/tables/index.js';

/**
 * Until the transaction ends, others that lock this application wait: those that are created at the same time count each
 * other. Rows that only refer to the application can still be written.
 */
export async function lockApplication(trx: Transaction<Tables>, subAppId: number): Promise<void> {
  await trx
    .selectFrom('application')
    .select('sub_app_id')
    .where('sub_app_id', '=', subAppId)
    .forNoKeyUpdate()
    .execute();
}
