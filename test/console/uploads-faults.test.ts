import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '@cliploop/testing/postgres-server';
import { ServerProcess } from '@cliploop/testing/service-process';
import { SmallDisk } from '@cliploop/testing/small-disk';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Console, hasBrowser } from './console.ts';
import { begun, file, makeClips, openLibrary, slow, tray, upload } from './upload-page.ts';

const noDisk = SmallDisk.missing();
let disk: SmallDisk | undefined;
let folder = '';
/** A service of this file, because its tests restart it and fill its disk. */
let service: ServerProcess;
let site: Console;
let large: Buffer;

beforeAll(async () => {
  if (!hasBrowser) return;
  disk = noDisk === undefined ? SmallDisk.make(256) : undefined;
  folder = disk?.folder ?? mkdtempSync(join(tmpdir(), 'cliploop-console-'));
  const CLIPLOOP_LISTEN = `http://127.0.0.1:${await freePort()}`;
  service = new ServerProcess(join(folder, 'data'), { CLIPLOOP_LISTEN, CLIPLOOP_RESERVE: '32M' });
  await service.listening();
  site = await Console.connect(service);
  ({ large } = await makeClips(folder));
}, 60_000);
afterAll(async () => {
  await site?.close();
  await service?.end('SIGTERM');
  if (disk) disk.remove();
  else rmSync(folder, { recursive: true, force: true });
}, 60_000);

/** Chromium reports requests without an answer, and those that the service refuses for the moment. */
const expectedErrors = /ERR_|status of 50\d/;

/** Begins to upload the large file. @returns ends the slow network */
async function begin(name: string): Promise<{ page: Page; fast: () => Promise<void> }> {
  const page = await openLibrary((path, more) => site.open(path, more), { expectedErrors });
  const fast = await slow(page);
  await upload(page, [file(name, large)]);
  await begun(page);
  return { page, fast };
}

async function expectWhole(page: Page, name: string): Promise<void> {
  await tray(page).getByText('1 of 1 uploaded').waitFor();
  const { MediaInfoSet } = await site.call(page, 'SearchMedia', { Names: [name] });
  expect(MediaInfoSet).toMatchObject([{ BasicInfo: { Name: name }, MetaData: { Size: large.length } }]);
}

describe.skipIf(!hasBrowser)('an upload in the console', { timeout: 120_000 }, () => {
  test('continues by itself when the service was killed and is back', async () => {
    const { page, fast } = await begin('killed.mp4');
    await service.end('SIGKILL');
    await tray(page).getByText('The upload is retried automatically. The service does not answer.').waitFor();
    await service.listening();
    await fast();
    await expectWhole(page, 'killed');
  });

  test.skipIf(noDisk !== undefined)(
    'says that the disk of the service is full, and continues when it has space',
    async () => {
      const { page, fast } = await begin('full.mp4');
      disk?.fill(30 * 2 ** 20);
      await tray(page).getByText('The disk of the service is full').waitFor();
      await fast();
      disk?.empty();
      await expectWhole(page, 'full');
    },
  );
});
