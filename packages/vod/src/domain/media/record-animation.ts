import type { Transaction } from 'kysely';
import type { Tables } from '../../store/tables/index.js';
import { apiError } from '../../wire/error/api-error.js';
import type { Animation } from './animation.js';
import { markForDeletion, unmark } from './deletion-marks.js';

/** See MediaLibrary.recordAnimation. */
export async function recordAnimation(trx: Transaction<Tables>, fileId: string, animation: Animation): Promise<void> {
  // The update locks the row of the media, as all changes of its animations do. Two recordings at the same time run one after
  // the other, and a deletion sees both.
  const media = await trx
    .updateTable('media')
    .set({ update_time: new Date() })
    .where('file_id', '=', fileId)
    .returning('file_id')
    .executeTakeFirst();
  if (!media) throw apiError('ResourceNotFound.FileNotExist', `Media ${fileId} not found (FileId)`);

  const { definition, settingsHash, startTime, endTime, storageKey, ...rest } = animation;
  const times = { start_time: startTime, end_time: endTime };
  const key = { file_id: fileId, definition, settings_hash: settingsHash, ...times };
  const replaced = await trx
    .selectFrom('animation')
    .select('storage_key')
    .where('file_id', '=', fileId)
    .where('definition', '=', definition)
    .where('settings_hash', '=', settingsHash)
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
        .columns(['file_id', 'definition', 'start_time', 'end_time', 'settings_hash'])
        .doUpdateSet({ ...values, create_time: new Date() }),
    )
    .execute();
  const unmarked = await unmark(trx, [storageKey]);
  if (unmarked === 0) throw new Error(`${storageKey} was deleted by the sweep before the animation was recorded`);
  if (replaced && replaced.storage_key !== storageKey) await markForDeletion(trx, [replaced.storage_key]);
}
