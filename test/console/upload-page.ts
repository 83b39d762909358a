import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeClip } from '@cliploop/testing/clip';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { expect } from 'vitest';

export interface UploadFile {
  readonly name: string;
  readonly buffer: Buffer;
  readonly mimeType: string;
}

export const file = (name: string, buffer: Buffer, mimeType = 'video/mp4'): UploadFile => ({ name, buffer, mimeType });

/** @returns a clip, and one of more than 2 MB, which takes some time at the rate of `slow` */
export async function makeClips(folder: string): Promise<{ clip: Buffer; large: Buffer }> {
  const path = join(folder, 'upload.mp4');
  await makeClip(path);
  const clip = await readFile(path);
  // The box at the end is ignored.
  const box = Buffer.alloc(2 * 2 ** 20);
  box.writeUInt32BE(box.length);
  box.write('free', 4);
  return { clip, large: Buffer.concat([clip, box]) };
}

export const tray = (page: Page) => page.getByRole('region', { name: 'Uploads' });

type Open = (path: string, options?: BrowserContextOptions & { expectedErrors?: RegExp }) => Promise<Page>;

export const openLibrary = (open: Open, options?: Parameters<Open>[1]): Promise<Page> =>
  openPage('/media', open, options);

/** Opens a page. Files are chosen with an input: Playwright can choose them for no other dialog. */
export async function openPage(path: string, open: Open, options: Parameters<Open>[1] = {}): Promise<Page> {
  const page = await open(path, options);
  await page.addInitScript(() => Reflect.deleteProperty(window, 'showOpenFilePicker'));
  await page.reload();
  return page;
}

export async function choose(
  page: Page,
  files: readonly UploadFile[] | string,
  button: string,
  exact = false,
): Promise<void> {
  const chooser = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: button, exact }).first().click();
  await (await chooser).setFiles(typeof files === 'string' ? files : [...files]);
}

/**
 * @param files to upload, or the path of one
 * @param flow name of a task flow
 */
export async function upload(page: Page, files: readonly UploadFile[] | string, flow?: string): Promise<void> {
  await choose(page, files, 'Upload', true);
  if (flow !== undefined) {
    await page.getByRole('combobox', { name: 'Task flow' }).click();
    await page.getByRole('option', { name: flow }).click();
  }
  await startUpload(page, typeof files === 'string' ? 1 : files.length);
}

export async function startUpload(page: Page, count: number): Promise<void> {
  await page.getByRole('button', { name: count === 1 ? 'Upload 1 file' : `Upload ${count} files` }).press('Enter');
}

interface Given {
  readonly name: string;
  readonly type: string;
  /** Base64. */
  readonly data: string;
}

/** Drops files on the page, or pastes them. @param button that the page has when it takes files */
export async function give(
  page: Page,
  how: 'drop' | 'paste',
  files: readonly UploadFile[],
  button = 'Upload',
): Promise<void> {
  const given = files.map(({ name, buffer, mimeType: type }) => ({ name, type, data: buffer.toString('base64') }));
  await page.getByRole('button', { name: button, exact: true }).first().waitFor();
  await page.evaluate(
    ([all, kind]: [Given[], string]) => {
      const dataTransfer = new DataTransfer();
      for (const { name, type, data } of all) {
        const bytes = Uint8Array.from(atob(data), (character) => character.charCodeAt(0));
        dataTransfer.items.add(new File([bytes], name, { type, lastModified: 1 }));
      }
      const options = { bubbles: true, cancelable: true };
      if (kind === 'paste') {
        document.body.dispatchEvent(new ClipboardEvent('paste', { ...options, clipboardData: dataTransfer }));
        return;
      }
      for (const type of ['dragenter', 'dragover', 'drop']) {
        document.body.dispatchEvent(new DragEvent(type, { ...options, dataTransfer }));
      }
    },
    [given, how] as [Given[], string],
  );
}

/** Slows down what the page sends. @returns ends it */
export async function slow(page: Page): Promise<() => Promise<void>> {
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

/** Waits until a part of the first file was sent. */
export async function begun(page: Page): Promise<void> {
  const bar = tray(page).getByRole('listitem').first().getByRole('progressbar');
  await expect
    .poll(async () => Number(await bar.getAttribute('aria-valuenow')), { timeout: 20_000 })
    .toBeGreaterThan(5);
}

export async function pause(page: Page, name: string): Promise<void> {
  await tray(page)
    .getByRole('button', { name: `Pause ${name}` })
    .click();
  await tray(page).getByText('Paused').waitFor();
}

/** Loads the page again, although files are being sent. */
export async function reload(page: Page): Promise<void> {
  page.on('dialog', (dialog) => void dialog.accept());
  await page.reload();
}

/** The offsets at which a page sends parts of files, from now on. */
export function offsetsOf(page: Page): number[] {
  const offsets: number[] = [];
  page.on('request', (request) => {
    if (request.method() === 'PATCH') offsets.push(Number(request.headers()['upload-offset']));
  });
  return offsets;
}
