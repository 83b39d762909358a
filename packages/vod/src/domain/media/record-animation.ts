import type { Transaction } from 'kysely';
import type { Tables } from '../../store/tables/index.js';
import { apiError } from '../../wire/error/api-error.js';
import type { Animation } from './animation.js';
import { note, strike } from './deletion-marks.js';

/** See MediaLibrary.recordAnimation. */
export async function recordAnimation(trx: Transaction<Tables>, fileId: string, animation: Animation): Promise<void> {
  // The media's row is what everybody locks who changes something below it: two that record at once wait here, so that
  // the second sees what the first wrote, and a deletion sees both.
  const media = await trx
    .updateTable('media')
    .set({ update_time: new Date() })
    .where('file_id', '=', fileId)
    .returning('file_id')
    .executeTakeFirst();
  if (!media) throw apiError('ResourceNotFound.FileNotExist', `Media ${fileId} not found (FileId)`);

  const { definition, startTime, endTime, storageKey, ...rest } = animation;
  const key = { file_id: fileId, definition, start_time: startTime, end_time: endTime };
  const replaced = await trx
    .selectFrom('animation')
    .select('storage_key')
    .where('file_id', '=', fileId)
    .where('definition', '=', definition)
    .where('start_time', '=', startTime)
    .where('end_time', '=', endTime)
    .executeTakeFirst();
  const { container, width, height, size, md5 } = rest;
  const values = { storage_key: storageKey, container, width, height, size, md5, bitrate: Math.round(rest.bitrate) };
  await trx
    .insertInto('animation')
    .values({ ...key, ...values })
    .onConflict((conflict) =>
      conflict
        .columns(['file_id', 'definition', 'start_time', 'end_time'])
        .doUpdateSet({ ...values, create_time: new Date() }),
    )
    .execute();
  if ((await strike(trx, [storageKey])) === 0) throw new Error(`${storageKey} was swept away before it was recorded`);
  if (replaced && replaced.storage_key !== storageKey) await note(trx, [replaced.storage_key]);
}
