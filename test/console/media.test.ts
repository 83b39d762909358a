import { join } from 'node:path';
import { makeClip } from '@cliploop/testing/clip';
import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { hasBrowser, useConsole } from './console.ts';

const site = useConsole();
/** A name that would run if a page wrote it as HTML. */
const hostile = '<img src=x onerror=alert(1)>.mp4';
let fileIds: readonly string[] = [];

beforeAll(async () => {
  if (!hasBrowser) return;
  const { service } = site.current;
  const clip = join(service.data, 'clip.mp4');
  await makeClip(clip);
  fileIds = [
    await service.addMedia(clip, '--name', 'talk.mp4'),
    await service.addMedia(clip, '--name', hostile),
    await service.addMedia(clip, '--name', 'cat.mp4'),
  ];
});

const name = (page: Page, text: string) => page.getByRole('link', { name: text }).first();

describe.skipIf(!hasBrowser)('the media in the console', () => {
  test('are listed, found by name, and shown as a table', async () => {
    const page = await site.current.open('/media');
    await name(page, 'talk.mp4').waitFor();
    await page.getByRole('searchbox').fill('cat');
    await name(page, 'talk.mp4').waitFor({ state: 'detached' });
    await name(page, 'cat.mp4').waitFor();
    expect(page.url()).toContain('q=cat');
    await page.locator('label').filter({ hasText: 'List' }).click();
    await page.getByRole('row', { name: /cat\.mp4.*320×240/ }).waitFor();
  });

  test('show a frame of each video without a cover, and nothing moves when it arrives', async () => {
    const page = await site.current.open('/media');
    const frames = page.locator('main img[src^="blob:"]');
    await expect.poll(() => frames.count(), { timeout: 20_000 }).toBeGreaterThanOrEqual(3);
    const widths = frames.evaluateAll((all) => all.map((image) => (image as HTMLImageElement).naturalWidth));
    await expect.poll(() => widths).toEqual(expect.arrayContaining([320]));
    const shifts = await page.evaluate(
      () =>
        new Promise<{ value: number; moved: string[] }[]>((resolve) => {
          // Members that the types of the DOM lack.
          type Shift = PerformanceEntry & { value: number; sources: { node: Element | null }[] };
          const observer = new PerformanceObserver((list) =>
            resolve(
              (list.getEntries() as Shift[]).map(({ value, sources }) => ({
                value,
                moved: sources.map(({ node }) => node?.outerHTML?.slice(0, 200) ?? String(node?.nodeName)),
              })),
            ),
          );
          observer.observe({ type: 'layout-shift', buffered: true });
          setTimeout(() => resolve([]), 200);
        }),
    );
    const sum = shifts.reduce((total, { value }) => total + value, 0);
    expect(sum, JSON.stringify(shifts)).toBeLessThan(0.02);
  });

  test('have a page that plays the video and names its metadata', async () => {
    const page = await site.current.open(`/media/${fileIds[0]}`);
    await page.getByRole('heading', { name: 'talk.mp4' }).waitFor();
    await page.getByText('H.264, 320×240, 24 frames per second').waitFor();
    const played = page.locator('video');
    await expect.poll(() => played.evaluate((video: HTMLVideoElement) => video.duration)).toBeGreaterThan(1.9);
  });

  test('run no script of their names', async () => {
    const page = await site.current.open('/media');
    const dialogs: string[] = [];
    page.on('dialog', (dialog) => {
      dialogs.push(dialog.message());
      void dialog.dismiss();
    });
    await name(page, hostile).click();
    await page.getByRole('heading', { name: hostile }).waitFor();
    await expect.poll(() => page.title()).toBe(`${hostile} · cliploop`);
    expect(dialogs).toEqual([]);
  });

  test('are renamed and deleted by keyboard, and come back by Undo', async () => {
    const page = await site.current.open('/media');
    await page.getByRole('button', { name: 'Actions on cat.mp4' }).press('Enter');
    await page.getByRole('menuitem', { name: 'Edit' }).press('Enter');
    const dialog = page.getByRole('dialog', { name: 'Edit media' });
    await dialog.getByLabel('Name').fill('kitten.mp4');
    await dialog.getByLabel('Name').press('Enter');
    await name(page, 'kitten.mp4').waitFor();

    await page.getByRole('button', { name: 'Actions on kitten.mp4' }).press('Enter');
    await page.getByRole('menuitem', { name: 'Delete' }).press('Enter');
    await name(page, 'kitten.mp4').waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Undo' }).press('Enter');
    await name(page, 'kitten.mp4').waitFor();
  });

  test('are deleted although the page is closed before the time for Undo is over', async () => {
    const { service } = site.current;
    const fileId = await service.addMedia(join(service.data, 'clip.mp4'), '--name', 'gone.mp4');
    const page = await site.current.open(`/media/${fileId}`);
    await page.getByRole('button', { name: 'Delete' }).click();
    await name(page, 'talk.mp4').waitFor();
    const found = async () => {
      const { TotalCount } = await site.current.call(page, 'SearchMedia', { Names: ['gone'] });
      return TotalCount;
    };
    expect(await found()).toBe(1);
    await page.goto('about:blank');
    await expect.poll(found, { timeout: 30_000 }).toBe(0);
  });

  test('are added from a URL, with the progress and the reason of a failure', async () => {
    const page = await site.current.open('/media');
    await page.getByRole('button', { name: 'Add from URL' }).click();
    const dialog = page.getByRole('dialog', { name: 'Add media from a URL' });
    await dialog.getByLabel('URL').fill('http://127.0.0.1:1/private.mp4');
    await dialog.getByRole('button', { name: 'Add', exact: true }).click();
    await page.getByRole('alert').filter({ hasText: '127.0.0.1' }).waitFor();
  });

  test('fit on a phone: nothing is wider than the page', async () => {
    for (const path of ['/media', '/media?view=list', `/media/${fileIds[0]}`]) {
      const page = await site.current.open(path, {
        viewport: { width: 390, height: 844 },
        isMobile: true,
        hasTouch: true,
      });
      await page.getByText('talk.mp4').first().waitFor();
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
    }
  });
});
