import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Request } from 'playwright-core';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { faultsOf } from './axe.ts';
import { hasBrowser, useConsole } from './console.ts';
import { choose, file, give, makeClips, openLibrary, startUpload, tray, upload } from './upload-page.ts';

const site = useConsole();
let clip: Buffer;
/** The machine may be busy. */
const soon = { timeout: 20_000 };

beforeAll(async () => {
  if (hasBrowser) ({ clip } = await makeClips(site.current.service.data));
});

const open = (options = {}) => openLibrary((path, more) => site.current.open(path, more), options);

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

  test('begin when files are dropped or pasted, and say what is wrong with those that are no media', async () => {
    const page = await open({ expectedErrors: /status of 400/ });
    page.on('dialog', (dialog) => onTestFinished(() => expect.unreachable(dialog.message())));
    const hostile = '<img src=x onerror=alert(1)>.mp4';
    const text = Buffer.from('no video');
    await give(page, 'drop', [
      file(hostile, text),
      file('notes.txt', text, 'text/plain'),
      file('empty.mp4', Buffer.of()),
    ]);
    await page.getByText('1 file is left out: it is not a media file.').waitFor();
    // The same file again, and another one.
    await give(page, 'paste', [file(hostile, text), file('pasted.mp4', text)]);
    await startUpload(page, 3);
    const row = (name: string) => tray(page).getByRole('listitem').filter({ hasText: name });
    await row('empty.mp4').getByText('The file is empty').waitFor();
    await row(hostile).getByText('The file is not a media file, or it is damaged.').waitFor();
    await row('pasted.mp4').getByRole('alert').waitFor();
    expect(await tray(page).locator('img').count()).toBe(0);
    expect(await faultsOf(page)).toEqual([]);
    await give(page, 'paste', [file('notes.txt', text, 'text/plain')]);
    await startUpload(page, 1);
    await row('notes.txt').getByRole('alert').waitFor();
  });

  test('take a folder with files of the same name', async () => {
    const page = await open();
    const folder = join(site.current.service.data, 'folder');
    for (const name of ['a', 'b']) {
      await mkdir(join(folder, name), { recursive: true });
      await writeFile(join(folder, name, 'same.mp4'), clip);
    }
    await page.getByRole('button', { name: 'Upload', exact: true }).first().click();
    await choose(page, folder, 'Choose a folder');
    await startUpload(page, 2);
    await tray(page).getByText('2 of 2 uploaded').waitFor();
  });

  test('use the task flow that is switched on for this browser, and say how many animations it made', async () => {
    const page = await open();
    const MediaProcessTask = { AnimatedGraphicTaskSet: [{ Definition: 20000 }, { Definition: 20001 }] };
    await site.current.call(page, 'CreateProcedureTemplate', { Name: 'both', MediaProcessTask });
    await page.goto(`${site.current.origin}/console/flows/both`);
    await page.getByRole('switch', { name: 'Use for every upload from this browser' }).click();
    await page.getByRole('link', { name: 'Add media' }).click();
    const dialog = page.getByRole('dialog', { name: 'Upload files' });
    await choose(page, [file('twice.mp4', clip)], 'Choose files');
    expect(await dialog.getByRole('combobox', { name: 'Task flow' }).inputValue()).toBe('both');
    await startUpload(page, 1);
    await tray(page).getByText('Task flow: both').waitFor();
    await tray(page).getByRole('link', { name: '2 animations made' }).click();
    await page.getByRole('heading', { level: 1, name: 'twice' }).waitFor();
    expect(await page.getByRole('button', { name: /^Actions on the animation/ }).count()).toBe(2);
    await page.getByRole('link', { name: 'Media' }).first().click();
    await page.getByRole('link', { name: /twice/ }).getByText('2 animations').waitFor();

    await page.goto(`${site.current.origin}/console/create`);
    await choose(page, [file('made.mp4', clip)], 'Choose a file');
    await page.waitForURL(/\/create\/\d+/);
    const fileId = new URL(page.url()).pathname.split('/').at(-1);
    const made = async () => {
      const { MediaInfoSet } = await site.current.call(page, 'DescribeMediaInfos', { FileIds: [fileId] });
      const [media] = MediaInfoSet as { AnimatedGraphicsInfo: { AnimatedGraphicsSet: unknown[] } | null }[];
      return media?.AnimatedGraphicsInfo?.AnimatedGraphicsSet.length;
    };
    await expect.poll(made, soon).toBe(2);
  });

  test('of hundreds of files send a few at a time, in their order, and are paused and canceled together', {
    timeout: 240_000,
  }, async () => {
    // A file whose last byte has just arrived cannot be canceled any more, which Chromium reports.
    const page = await open({ expectedErrors: /status of 423/ });
    const sent: string[] = [];
    let running = 0;
    let most = 0;
    page.on('request', (request) => {
      const [, name = ''] = /filename ([^,]+)/.exec(request.headers()['upload-metadata'] ?? '') ?? [];
      if (request.method() === 'POST' && name !== '') sent.push(Buffer.from(name, 'base64').toString());
      if (request.method() === 'PATCH') most = Math.max(most, ++running);
    });
    const end = (request: Request) => void (request.method() === 'PATCH' && running--);
    page.on('requestfinished', end).on('requestfailed', end);
    // The bytes of the first four files arrive. The others wait, so that they are not complete when the pause comes.
    let arrived = 0;
    await page.route(/\/x\/v1\/uploads/, async (route) => {
      if (route.request().method() !== 'PATCH' || ++arrived <= 4) await route.continue();
    });
    const names = Array.from({ length: 300 }, (_, index) => `many-${String(index).padStart(3, '0')}.mp4`);
    await give(
      page,
      'drop',
      names.map((name) => file(name, clip)),
    );
    await startUpload(page, 300);
    await tray(page).getByRole('button', { name: 'Show 250 more files' }).waitFor();
    await expect.poll(() => sent.length, soon).toBeGreaterThan(4);
    await tray(page).getByRole('button', { name: 'Pause all uploads' }).click();
    await tray(page).getByRole('button', { name: 'Continue all uploads' }).waitFor();
    await expect.poll(() => running, soon).toBe(0);
    expect(sent).toEqual(names.slice(0, sent.length));
    expect(most).toBeLessThanOrEqual(3);
    await tray(page).getByRole('button', { name: 'Cancel all uploads' }).click();
    await page.getByRole('button', { name: 'Cancel the uploads' }).click();
    // What is complete is still read.
    await expect.poll(() => tray(page).getByRole('listitem').count(), soon).toBeLessThan(20);
    expect(await page.evaluate(() => Object.keys(localStorage).length)).toBeLessThan(20);
  });
});
