import { FolderObjects } from '@cliploop/testing/folder-objects';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Service } from '../../api/service.js';
import type { Parts } from '../../open.js';
import { LocalStorage } from '../../store/storage/local-storage.js';
import { type Committed, flow, never, UploadService } from './testing/upload-service.js';

/*
 * Simulates a killed process, which does not clean up: its next step never ends, and its connections to the database
 * are closed.
 */

let uploads: UploadService;
beforeAll(async () => {
  uploads = await UploadService.start();
}, 60_000);
afterAll(() => uploads?.close());
beforeEach(() => uploads.clear());

interface Moment {
  /** @param reached to be called where the process is killed, and awaited */
  readonly process: (reached: () => Promise<never>) => Promise<Service>;
}

const of = (change: Parts): Promise<Service> => uploads.mortal(change);

const moments: Readonly<Record<string, Moment['process']>> = {
  'before it probes': (reached) => of({ probe: reached }),
  'before the bytes are under the key of the media': (reached) => of({ storage: storageThat('before', reached) }),
  'after that': (reached) => of({ storage: storageThat('after', reached) }),
  'after the row of the media': async (reached) => {
    const service = await of({});
    service.procedures.find = reached;
    return service;
  },
  'after all rows, before they are committed': async (reached) => {
    const service = await of({});
    const { tasks } = service;
    const createIn = tasks.createIn.bind(tasks);
    tasks.createIn = async (...given) => {
      await createIn(...given);
      return reached();
    };
    return service;
  },
  'before the uploaded bytes are removed': (reached) => of({ objects: objectsThat('before', reached) }),
  'before it answers': (reached) => of({ objects: objectsThat('after', reached) }),
};

function storageThat(hangs: 'before' | 'after', reached: () => Promise<never>): LocalStorage {
  const storage = new LocalStorage(uploads.storage.root);
  const adopt = storage.adopt.bind(storage);
  storage.adopt = async (...given) => {
    if (hangs === 'after') await adopt(...given);
    await reached();
  };
  return storage;
}

function objectsThat(hangs: 'before' | 'after', reached: () => Promise<never>): FolderObjects {
  const objects = new FolderObjects(uploads.objects.root);
  const remove = objects.remove.bind(objects);
  objects.remove = async (key) => {
    if (hangs === 'after') await remove(key);
    await reached();
  };
  return objects;
}

test.each(Object.entries(moments))('killed %s, an upload can still be committed, once', async (_, begin) => {
  const { VodSessionKey } = await uploads.uploaded({ Procedure: flow });
  await new Promise<void>((resolve, reject) => {
    const reached = (): Promise<never> => {
      resolve();
      return never();
    };
    begin(reached)
      .then((service) => uploads.commit(VodSessionKey, service))
      .catch(reject);
  });
  await uploads.cutConnections();
  const answers: Committed[] = [];
  for (let times = 0; times < 2; times++) answers.push(await uploads.commit(VodSessionKey, await uploads.process()));
  expect(answers[1]).toEqual(answers[0]);
  const { db } = uploads.database;
  const media = await db.selectFrom('media').select(['file_id', 'storage_key']).execute();
  const [task, ...more] = await db.selectFrom('task').select(['task_id', 'file_id']).execute();
  const FileId = answers[0]?.FileId ?? '';
  expect(media).toEqual([{ file_id: FileId, storage_key: expect.stringContaining(FileId) }]);
  expect([task?.file_id, more]).toEqual([FileId, []]);
  expect(await uploads.events()).toMatchObject([{ FileId, ProcedureTaskId: task?.task_id }]);
  // The incomplete data is marked, and the sweeps delete it.
  await db
    .updateTable('superseded')
    .set({ since: new Date(0) })
    .execute();
  await uploads.service.media.sweep(0);
  await db
    .updateTable('upload')
    .set({ expire_time: new Date(0) })
    .execute();
  await uploads.service.uploads.sweep();
  expect(await uploads.files(uploads.storage.root)).toEqual(['f0.mp4']);
  expect(await uploads.storage.exists(media[0]?.storage_key ?? '')).toBe(true);
});
