import { credential } from '@cliploop/testing/credential';
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { hasBrowser, useConsole } from './console.ts';

const site = useConsole();

async function typePair(page: Page, secretKey = credential.secretKey): Promise<void> {
  await page.getByLabel('SecretId').fill(credential.secretId);
  await page.getByRole('textbox', { name: 'SecretKey' }).fill(secretKey);
  await page.getByRole('button', { name: 'Sign in' }).click();
}

const library = (page: Page) => page.getByRole('heading', { name: 'Media', exact: true });

/** Chromium reports each answer with the status 401, as a refused sign-in has it. */
const refused = /status of 401/;

describe.skipIf(!hasBrowser)('signing in to the console', () => {
  test('works with the link that the service prints, once, and leaves no token in the address', async () => {
    const link = await site.current.link();
    const [, path = ''] = /\/console(\/sign-in#.+)$/.exec(link) ?? [];
    const page = await site.current.open(path, { signedIn: false });
    await library(page).waitFor();
    expect(page.url()).toBe(`${site.current.origin}/console/media`);

    const again = await site.current.open(path, { signedIn: false, expectedErrors: refused });
    await again.getByText('This link cannot be used any more').waitFor();
    expect(again.url()).not.toContain('token');
  });

  test('works with a key pair, and returns to the page that was asked for', async () => {
    const page = await site.current.open('/media?view=list', { signedIn: false, expectedErrors: refused });
    await typePair(page, 'wrong');
    await page.getByText('do not match a key pair of this service').waitFor();
    await typePair(page);
    await library(page).waitFor();
    expect(page.url()).toBe(`${site.current.origin}/console/media?view=list`);
  });

  test('keeps no secret where scripts can read it', async () => {
    const page = await site.current.open('/media');
    await library(page).waitFor();
    const readable = await page.evaluate(() => JSON.stringify([document.cookie, localStorage, sessionStorage]));
    expect(readable).toBe('["",{},{}]');
  });

  test('ends with the session: the page and the API are closed', async () => {
    const page = await site.current.open('/media');
    await page.getByRole('button', { name: /^Account/ }).click();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('heading', { name: 'Sign in to cliploop' }).waitFor();
    const { Error: error } = await site.current.call(page, 'SearchMedia', {});
    expect(error).toMatchObject({ Code: expect.stringMatching(/^AuthFailure/) });
    await page.goBack();
    await page.getByRole('heading', { name: 'Sign in to cliploop' }).waitFor();
  });

  test('asks again in a dialog when the session ends during work, and goes on', async () => {
    const page = await site.current.open('/media', { expectedErrors: refused });
    await library(page).waitFor();
    const others = await page.request.delete(`${site.current.origin}/x/v1/session`, {
      headers: { 'X-Cliploop-Csrf': '1' },
    });
    expect(others.ok()).toBe(true);
    await page.getByRole('searchbox').fill('no such name');
    const dialog = page.getByRole('dialog', { name: 'Your session has ended' });
    await dialog.getByRole('textbox', { name: 'SecretKey' }).fill(credential.secretKey);
    await dialog.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('heading', { name: 'No media found' }).waitFor();
    expect(await page.getByRole('searchbox').inputValue()).toBe('no such name');
  });

  test('speaks the language of the browser, and remembers another choice', async () => {
    const page = await site.current.open('/media', { locale: 'zh-CN' });
    await page.getByRole('heading', { name: '媒体', exact: true }).waitFor();
    await page.getByRole('button', { name: /^账号/ }).click();
    await page.getByText('English').click();
    await library(page).waitFor();
    await page.reload();
    await library(page).waitFor();
    expect(await page.locator('html').getAttribute('lang')).toBe('en');
  });

  test('has the chosen color scheme before its first paint', async () => {
    const page = await site.current.open('/media', { colorScheme: 'dark', expectedErrors: /ERR_FAILED/ });
    await library(page).waitFor();
    await page.getByRole('button', { name: /^Account/ }).click();
    await page.getByText('Light', { exact: true }).click();
    const scheme = () => page.locator('html').getAttribute('data-mantine-color-scheme');
    await expect.poll(scheme).toBe('light');
    // The page has its background even without its other scripts.
    await page.route(/\/assets\/index-.*\.js$/, (route) => route.abort());
    await page.reload().catch(() => {});
    expect(await scheme()).toBe('light');
    expect(await page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor)).toBe(
      'rgb(255, 255, 255)',
    );
  });
});
