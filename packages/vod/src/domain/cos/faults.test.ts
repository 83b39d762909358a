import { SmallDisk } from '@cliploop/testing/small-disk';
import { expect, onTestFinished, test } from 'vitest';
import { Cos } from './cos.js';
import { Objects } from './objects.js';
import { grant, request, secretId } from './testing/client.js';
import { media, refusalOf, TestCos } from './testing/store.js';

const missing = SmallDisk.missing();

test.skipIf(missing)(
  `reports a full or read-only disk, so that the service knows of it${missing ? ` (skipped: ${missing})` : ''}`,
  async () => {
    const disk = SmallDisk.make(1);
    const { database } = await TestCos.open();
    onTestFinished(async () => {
      await database.close();
      disk.remove();
    });
    const observed: unknown[] = [];
    const cos = new Cos({
      db: database.db,
      grants: { find: async (id) => (id === secretId ? grant : undefined) },
      objects: new Objects(database.db, disk.folder),
      bucket: 'cliploop-1500000000',
      maxSize: 10_000_000,
      observe: (error) => observed.push((error as { code?: unknown }).code),
    });
    const put = async () =>
      refusalOf(await cos.answer(request({ method: 'PUT', url: media, body: Buffer.alloc(2e6) })));
    expect(await put()).toMatch(/^ServiceUnavailable: The disk of the service is full/);
    disk.remount('ro');
    expect(await put()).toMatch(/^ServiceUnavailable: The service cannot write to its data folder/);
    expect(observed).toEqual(['ENOSPC', 'EROFS']);
  },
);
