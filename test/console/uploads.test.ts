import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeClip } from '@cliploop/testing/clip';
import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { hasBrowser, useConsole } from './console.ts';

const site = useConsole();
let clip: Buffer;
/** A file that takes some time at 500 KB/s. */
let large: Buffer;

beforeAll(async () => {
  if (!hasBrowser) return;
  const path = join(site.current.service.data, 'upload.mp4');
  await makeClip(path);
  clip = await readFile(path);
  // The box at the end is ignored.
  const box = Buffer.alloc(2 * 2 ** 20);
  box.writeUInt32BE(box.length);
  box.write('free', 4);
  large = Buffer.concat([clip, box]);
});

const tray = (page: Page) => page.getByRole('region', { name: 'Uploads' });
const file = (name: string, buffer: Buffer, mimeType = 'video/mp4') => ({ name, buffer, mimeType });
/** Playwright chooses files for inputs only. */
const withoutPicker = (page: Page) => page.addInitScript(() => Reflect.deleteProperty(window, 'showOpenFilePicker'));

async function open(path = '/media'): Promise<Page> {
  const page = await site.current.open('/media');
  await withoutPicker(page);
  await page.goto(`${site.current.origin}/console${path}`);
  return page;
}

async function choose(page: Page, files: ReturnType<typeof file>[], button = 'Choose files'): Promise<void> {
  const chooser = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: button }).click();
  await (await chooser).setFiles(files);
}

async function upload(page: Page, files: ReturnType<typeof file>[]): Promise<void> {
  await page.getByRole('button', { name: 'Upload', exact: true }).first().click();
  await choose(page, files);
  await page
    .getByRole('button', { name: files.length === 1 ? 'Upload 1 file' : `Upload ${files.length} files` })
    .click();
}

/** Drops files on the page. */
async function drop(page: Page, files: readonly { name: string; type: string; text: string }[]): Promise<void> {
  const data = await page.evaluateHandle((given) => {
    const transfer = new DataTransfer();
    for (const { name, type, text } of given) transfer.items.add(new File([text], name, { type }));
    return transfer;
  }, files);
  for (const type of ['dragenter', 'dragover', 'drop']) await page.dispatchEvent('body', type, { dataTransfer: data });
}

/** Slows down what the page sends. @returns ends it */
async function slow(page: Page): Promise<() => Promise<void>> {
  const session = await page.context().newCDPSession(page);
  const at = (uploadThroughput: number) =>
    session.send('Network.emulateNetworkConditions', {
      ...{ offline: false, latency: 0, downloadThroughput: -1, uploadThroughput },
    });
  await at(500_000);
  return async () => {
    await at(-1);
  };
}

describe.skipIf(!hasBrowser)('uploads in the console', () => {
  test('become media, and stay at the edge of other pages', async () => {
    const page = await open();
    await upload(page, [file('one.mp4', clip), file('two.mp4', clip)]);
    await page.getByRole('link', { name: 'Tasks' }).click();
    await page.getByRole('heading', { name: 'Tasks' }).waitFor();
    await tray(page).getByText('2 of 2 uploaded').waitFor();
    await tray(page).getByRole('link', { name: 'Show one', exact: false }).click();
    await page.getByRole('heading', { name: 'one' }).waitFor();
    await tray(page).getByRole('button', { name: 'Close' }).click();
    await tray(page).waitFor({ state: 'detached' });
  });

  test('begin when files are dropped on the page, and leave out what is no media', async () => {
    const page = await open();
    await page.getByRole('button', { name: 'Upload', exact: true }).first().waitFor();
    await drop(page, [
      { name: 'dropped.mp4', type: 'video/mp4', text: 'not a video' },
      { name: 'notes.txt', type: 'text/plain', text: 'notes' },
    ]);
    await page.getByText('1 file that is no media is left out.').waitFor();
    await page.getByRole('button', { name: 'Upload 1 file' }).press('Enter');
    await tray(page).getByRole('alert').filter({ hasText: 'The file is no video, or it is damaged.' }).waitFor();
  });

  test('are paused, and continue after a reload when the file is chosen again', async () => {
    const page = await open();
    const fast = await slow(page);
    await upload(page, [file('later.mp4', large)]);
    await expect
      .poll(async () => Number(await tray(page).getByRole('progressbar').getAttribute('aria-valuenow')), {
        timeout: 20_000,
      })
      .toBeGreaterThan(5);
    await tray(page).getByRole('button', { name: 'Pause later.mp4' }).click();
    await tray(page).getByText('Paused').waitFor();
    page.on('dialog', (dialog) => void dialog.accept());
    await page.reload();
    await fast();
    await tray(page).getByText('Interrupted').waitFor();
    await tray(page).getByRole('button', { name: 'Continue' }).click();
    await choose(page, [file('other.mp4', clip)], 'Choose the file');
    await choose(page, [file('later.mp4', large)], 'Another file: choose again');
    await tray(page).getByText('1 of 1 uploaded').waitFor();
    const { MediaInfoSet } = await site.current.call(page, 'SearchMedia', { Names: ['later'] });
    expect(MediaInfoSet).toMatchObject([{ BasicInfo: { Name: 'later' }, MetaData: { Size: large.length } }]);
  });
});
