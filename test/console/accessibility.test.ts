import { join } from 'node:path';
import { makeClip } from '@cliploop/testing/clip';
import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { faultsOf } from './axe.ts';
import { hasBrowser, useConsole } from './console.ts';

const site = useConsole();
let fileId = '';
const MediaProcessTask = { AnimatedGraphicTaskSet: [{ Definition: 20000, StartTimeOffset: 0, EndTimeOffset: 1 }] };

beforeAll(async () => {
  if (!hasBrowser) return;
  const { service } = site.current;
  const clip = join(service.data, 'accessibility.mp4');
  await makeClip(clip);
  fileId = await service.addMedia(clip, '--name', 'accessibility.mp4');
});

/** Shows another page, as a link does: it is much quicker than loading the console again. @param path after `/console` */
async function go(page: Page, path: string): Promise<void> {
  await page.evaluate((url) => {
    // Each page sets its title.
    document.title = '';
    history.pushState({}, '', url);
  }, `/console${path}`);
  await page.waitForFunction(() => document.title !== '');
  await settle(page);
}

/** Waits until the page has its data. */
async function settle(page: Page): Promise<void> {
  await page.getByRole('heading', { level: 1 }).waitFor();
  await page.waitForFunction(() => document.querySelector('.mantine-Skeleton-root, [aria-busy="true"]') === null);
}

/** The menu of the first row of a list. */
const actions = (page: Page) => page.getByRole('button', { name: /^Actions on/ }).first();

async function openItem(page: Page, name: string): Promise<void> {
  await actions(page).click();
  await page.getByRole('menuitem', { name }).click();
  await page.getByRole('dialog').waitFor();
}

/** The addresses of the pages that the navigation names, also those of the settings. */
async function pagesOf(page: Page): Promise<string[]> {
  const links = page.getByRole('navigation').getByRole('link');
  return links.evaluateAll((all) => all.map((link) => new URL((link as HTMLAnchorElement).href).pathname));
}

describe.skipIf(!hasBrowser)('the console', { timeout: 120_000 }, () => {
  test('has no serious fault on any page of the navigation, in light and dark', async () => {
    const page = await site.current.open('/settings');
    await settle(page);
    const paths = new Set((await pagesOf(page)).map((path) => path.replace(/^\/console/, '')));
    expect([...paths]).toEqual(expect.arrayContaining(['/media', '/tasks', '/settings/callbacks', '/settings/about']));
    // The addresses that lead to others of them.
    for (const path of ['', '/', '/settings']) paths.delete(path);
    for (const path of ['/media?view=list', ...[...paths].reverse()]) {
      await go(page, path);
      expect(await faultsOf(page), path).toEqual([]);
    }
  });

  test('has none on the pages of a media, a task, task flows and templates', async () => {
    const page = await site.current.open(`/media/${fileId}`);
    const { TaskId: taskId } = await site.current.call(page, 'ProcessMedia', { FileId: fileId, MediaProcessTask });
    await site.current.call(page, 'CreateProcedureTemplate', { Name: 'accessible', MediaProcessTask });
    // With samples of real animations.
    const templates = ['/templates/20000', '/templates/new'];
    for (const path of [`/media/${fileId}`, `/tasks/${taskId}`, '/flows/-/new', '/flows/accessible', ...templates]) {
      await go(page, path);
      expect(await faultsOf(page), path).toEqual([]);
    }
  });

  test('has none before the sign-in, on an error and on a phone', async () => {
    const signedOut = await site.current.open('/media', { signedIn: false });
    await settle(signedOut);
    expect(await faultsOf(signedOut)).toEqual([]);
    const phone = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true };
    const page = await site.current.open('/media/unknown', phone);
    await page.getByRole('alert').waitFor();
    expect(await faultsOf(page)).toEqual([]);
    for (const path of ['/media', '/settings/keys']) {
      await go(page, path);
      expect(await faultsOf(page), path).toEqual([]);
    }
  });

  test('has none in dialogs and menus', async () => {
    const page = await site.current.open('/settings/about');
    await settle(page);
    await site.current.call(page, 'ProcessMedia', { FileId: fileId, MediaProcessTask });
    const opened: [string, () => Promise<void>][] = [
      ['/media', () => page.getByRole('button', { name: 'Add from URL' }).click()],
      [`/media/${fileId}`, () => page.getByRole('button', { name: 'Edit' }).click()],
      ['/media', () => page.getByRole('button', { name: 'Manage classes' }).click()],
      ['/tasks', () => actions(page).click()],
      ['/settings/keys', () => page.getByRole('button', { name: 'Create key pair' }).click()],
      ['/media', () => page.getByRole('button', { name: 'Upload', exact: true }).first().click()],
      ['/settings/applications', () => page.getByRole('button', { name: 'Create application' }).click()],
      ['/settings/keys', () => openItem(page, 'Disable')],
      ['/settings/about', () => page.getByRole('button', { name: /^Account/ }).click()],
    ];
    for (const [path, open] of opened) {
      await go(page, path);
      await open();
      const floating = page.locator('[role="dialog"]:visible, [role="menu"]:visible').first();
      await floating.waitFor();
      expect(await faultsOf(page), path).toEqual([]);
      await page.keyboard.press('Escape');
      await floating.waitFor({ state: 'detached' });
    }
  });
});
