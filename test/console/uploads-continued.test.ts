import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { credential } from '@cliploop/testing/credential';
import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { hasBrowser, useConsole } from './console.ts';
import {
  begun,
  choose,
  file,
  makeClips,
  offsetsOf,
  openLibrary,
  pause,
  reload,
  slow,
  startUpload,
  tray,
  upload,
} from './upload-page.ts';

const site = useConsole();
let clip: Buffer;
let large: Buffer;
/** The large clip as a file, whose time of the last change stays. */
let path: string;

beforeAll(async () => {
  if (!hasBrowser) return;
  const { data } = site.current.service;
  ({ clip, large } = await makeClips(data));
  path = join(data, 'later.mp4');
  await writeFile(path, large);
});

const open = (options = {}) => openLibrary((path, more) => site.current.open(path, more), options);
const done = (page: Page) => tray(page).getByText('1 of 1 uploaded').waitFor();
const button = (page: Page, name: string) => tray(page).getByRole('button', { name });
const headers = { 'X-Cliploop-Csrf': '1', 'Tus-Resumable': '1.0.0' };

/** Begins to upload the large file. @returns ends the slow network */
async function begin(page: Page, files: Parameters<typeof upload>[1], flow?: string): Promise<() => Promise<void>> {
  const fast = await slow(page);
  await upload(page, files, flow);
  await begun(page);
  return fast;
}

/** The address of the upload that the browser remembers. */
const urlOf = (page: Page): Promise<string> =>
  page.evaluate(() => {
    const [stored = '{}'] = Object.entries(localStorage).flatMap(([key, value]) =>
      key.startsWith('tus::') ? value : [],
    );
    return JSON.parse(stored).uploadUrl;
  });

async function expectWhole(page: Page, name: string): Promise<void> {
  const { MediaInfoSet } = await site.current.call(page, 'SearchMedia', { Names: [name] });
  expect(MediaInfoSet).toMatchObject([{ BasicInfo: { Name: name }, MetaData: { Size: large.length } }]);
}

describe.skipIf(!hasBrowser)('an upload in the console that is interrupted', () => {
  test('continues after a reload where it was when the same file is chosen again, and runs its task flow', async () => {
    const page = await open();
    const MediaProcessTask = { AnimatedGraphicTaskSet: [{ Definition: 20000, StartTimeOffset: 0, EndTimeOffset: 1 }] };
    await site.current.call(page, 'CreateProcedureTemplate', { Name: 'at-upload', MediaProcessTask });
    await page.reload();
    const fast = await begin(page, path, 'at-upload');
    await pause(page, 'later.mp4');
    await reload(page);
    await fast();
    const offsets = offsetsOf(page);
    await tray(page).getByText('Interrupted').waitFor();
    await button(page, 'Continue').click();
    await choose(page, [file('other.mp4', clip)], 'Choose the file');
    await choose(page, path, 'Not the same file. Choose again');
    await done(page);
    expect(offsets).toEqual([expect.any(Number)]);
    expect(offsets[0]).toBeGreaterThan(0);
    await expectWhole(page, 'later');
    await tray(page).getByRole('link', { name: 'Show later.mp4' }).click();
    await page.getByRole('heading', { level: 1, name: 'later' }).waitFor();
    const picture = page.getByRole('main').locator('img').first();
    const width = () => picture.evaluate((image: HTMLImageElement) => image.naturalWidth);
    await expect.poll(width, { timeout: 20_000 }).toBe(320);
  });

  test('continues after a reload where it was, without choosing the file, when the browser can read it', async () => {
    const page = await site.current.open('/media');
    // A file of the browser's own, because nothing can choose one in the dialog of the system.
    await page.addInitScript(() => {
      const showOpenFilePicker = async () => {
        const folder = await navigator.storage.getDirectory();
        return [await folder.getFileHandle('kept.mp4')];
      };
      Object.assign(window, { showOpenFilePicker });
    });
    await page.reload();
    await page.evaluate(async (base64) => {
      const folder = await navigator.storage.getDirectory();
      const stream = await (await folder.getFileHandle('kept.mp4', { create: true })).createWritable();
      await stream.write(Uint8Array.from(atob(base64), (character) => character.charCodeAt(0)));
      await stream.close();
    }, large.toString('base64'));
    const fast = await slow(page);
    await page.getByRole('button', { name: 'Upload', exact: true }).first().click();
    await startUpload(page, 1);
    await begun(page);
    await reload(page);
    await fast();
    const offsets = offsetsOf(page);
    await button(page, 'Continue').click();
    await done(page);
    expect(offsets).toEqual([expect.any(Number)]);
    expect(offsets[0]).toBeGreaterThan(0);
    await expectWhole(page, 'kept');
  });

  test('is not offered to another tab, and is deleted when it is canceled', async () => {
    const page = await open();
    await begin(page, [file('tab.mp4', large)]);
    await pause(page, 'tab.mp4');
    const other = await page.context().newPage();
    const asked = other.waitForResponse(/\/x\/v1\/session$/);
    await other.goto(page.url());
    await asked;
    await other.getByRole('heading', { level: 1, name: 'Media' }).waitFor();
    await other.waitForTimeout(600);
    expect(await tray(other).count()).toBe(0);
    const url = await urlOf(page);
    const deleted = page.waitForResponse((response) => response.request().method() === 'DELETE');
    await button(page, 'Cancel tab.mp4').click();
    expect((await deleted).status()).toBe(204);
    await tray(page).waitFor({ state: 'detached' });
    expect((await page.request.head(url, { headers })).status()).toBe(404);
    expect(await page.evaluate(() => localStorage.length)).toBe(0);
  });

  test('begins again when the service has deleted what was sent', async () => {
    const page = await open({ expectedErrors: /status of 404/ });
    const fast = await begin(page, [file('expired.mp4', large)]);
    await pause(page, 'expired.mp4');
    expect((await page.request.delete(await urlOf(page), { headers })).status()).toBe(204);
    await fast();
    await button(page, 'Continue expired.mp4').click();
    await done(page);
    await expectWhole(page, 'expired');
  });

  test('waits for the next sign-in when the session ends', async () => {
    const page = await open({ expectedErrors: /status of 401/ });
    const fast = await begin(page, [file('session.mp4', large)]);
    await page.request.delete(`${site.current.origin}/x/v1/session`, { headers });
    const dialog = page.getByRole('dialog', { name: 'Your session has ended' });
    await dialog.getByRole('textbox', { name: 'SecretKey' }).fill(credential.secretKey);
    await fast();
    await dialog.getByRole('button', { name: 'Sign in' }).click();
    await done(page);
    await expectWhole(page, 'session');
  });

  test('stops when the user signs out, and can be continued after the next sign-in', async () => {
    const page = await open();
    const fast = await begin(page, [file('left.mp4', large)]);
    const requests: string[] = [];
    await page.getByRole('button', { name: /^Account/ }).click();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page
      .getByRole('dialog', { name: 'Sign out during 1 upload?' })
      .getByRole('button', { name: 'Sign out' })
      .click();
    await page.getByRole('heading', { name: 'Sign in to cliploop' }).waitFor();
    page.on('request', (request) => requests.push(`${request.method()} ${request.url()}`));
    await fast();
    await page.getByLabel('SecretId').fill(credential.secretId);
    await page.getByRole('textbox', { name: 'SecretKey' }).fill(credential.secretKey);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await tray(page).getByText('Interrupted').waitFor();
    expect(requests.filter((request) => request.startsWith('PATCH'))).toEqual([]);
    // A file that was changed meanwhile begins again: Playwright gives it the time of the choice.
    const offsets = offsetsOf(page);
    await button(page, 'Continue').click();
    await choose(page, [file('left.mp4', large)], 'Choose the file');
    await done(page);
    expect(offsets).toEqual([0]);
    expect(requests.filter((request) => request.startsWith('DELETE'))).toHaveLength(1);
  });
});
