import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { hasBrowser, useConsole } from './console.ts';

const site = useConsole();
const text = 'cliploop was updated. Load the page again.';
/** Browsers report each answer 404, and React the error that a page shows. */
const expectedErrors = /404|FailedImport/;

/** Answers for files of the console that the page has not loaded yet, as a newer service does. */
async function upgrade(page: Page, files: RegExp): Promise<void> {
  await page.route(files, (route) => route.fulfill({ status: 404, body: '' }));
}

describe.skipIf(!hasBrowser)('a page that is open during an upgrade of the service', () => {
  test('says so, and keeps what was typed, when the next page cannot be loaded', async () => {
    const page = await site.current.open('/templates/new', { expectedErrors });
    const name = page.getByLabel('Name', { exact: true });
    await name.fill('Chat');
    await upgrade(page, /flows-page/);
    let loads = 0;
    page.on('load', () => loads++);
    for (const click of [1, 2]) {
      await page.getByRole('link', { name: 'Task flows' }).click();
      await page.getByText(text).waitFor();
      expect(await page.getByText(text).count(), `after click ${click}`).toBe(1);
    }
    expect(await name.inputValue()).toBe('Chat');
    expect(new URL(page.url()).pathname).toBe('/console/templates/new');
    expect(loads).toBe(0);

    await page.unroute(/flows-page/);
    // The form has changes.
    page.once('dialog', (dialog) => void dialog.accept());
    await page.getByRole('button', { name: 'Reload the page' }).click();
    await page.getByRole('link', { name: 'Task flows' }).click();
    await page.getByRole('heading', { level: 1, name: 'Task flows' }).waitFor();
  });

  test('stays when the Back button leads to a page that cannot be loaded', async () => {
    const page = await site.current.open('/flows', { expectedErrors });
    await page.getByRole('link', { name: 'New task flow' }).first().click();
    const name = page.getByLabel('Name', { exact: true });
    await name.waitFor();
    // From here, the page has the code of the form only.
    await page.reload();
    await name.fill('chat');
    const { href } = new URL(page.url());
    await upgrade(page, /flows-page/);
    await page.goBack();
    await page.getByText(text).waitFor();
    expect(await name.inputValue()).toBe('chat');
    await expect.poll(() => page.url()).toBe(href);
  });

  test('is loaded again once when its own code is missing, and then says so', async () => {
    const page = await site.current.open('/media', { expectedErrors });
    await page.getByRole('heading', { level: 1, name: 'Media' }).waitFor();
    await upgrade(page, /flows-page/);
    let loads = 0;
    page.on('load', () => loads++);
    await page.goto(`${site.current.origin}/console/flows`);
    await page.getByRole('button', { name: 'Reload the page' }).waitFor();
    await page.getByText(text).waitFor();
    await page.waitForTimeout(500);
    expect(loads).toBe(2);
  });
});
