import { serve } from '@cliploop/testing/web';
import type { Page } from 'playwright-core';
import { describe, expect, onTestFinished, test } from 'vitest';
import { hasBrowser, useConsole } from './console.ts';
import { ALLOWED_HOST } from './setup.ts';

const site = useConsole();
const script = '<img src=x onerror=alert(1)><script>alert(1)</script>';

/** A receiver of callbacks, and what it got. */
async function receiver() {
  const received: string[] = [];
  const web = await serve(
    {
      '/callback': async (request, response) => {
        const pieces: Buffer[] = [];
        for await (const piece of request) pieces.push(piece as Buffer);
        received.push(Buffer.concat(pieces).toString());
        response.writeHead(200, { 'content-type': 'text/html' }).end(script);
      },
    },
    ALLOWED_HOST,
  );
  onTestFinished(() => web.close());
  return { url: `http://${ALLOWED_HOST}:${web.port}/callback`, received };
}

/** An application of this test, because all tests share the service. */
async function openApplication(path: string): Promise<{ readonly page: Page; readonly SubAppId: number }> {
  const page = await site.current.open('/settings/about');
  const { SubAppId } = await site.current.call(page, 'CreateSubAppId', { Name: 'callbacks' });
  await page.goto(`${site.current.origin}/console${path}?app=${SubAppId}`);
  return { page, SubAppId: Number(SubAppId) };
}

/** Fails when a page shows a dialog of a script. */
function expectNoDialogs(page: Page): void {
  const dialogs: string[] = [];
  page.on('dialog', (dialog) => {
    dialogs.push(dialog.message());
    void dialog.dismiss();
  });
  onTestFinished(() => expect(dialogs).toEqual([]));
}

describe.skipIf(!hasBrowser)('the settings in the console', () => {
  test('test an address, save it, and show the callbacks as they arrive, with answers that run no scripts', async () => {
    const { url, received } = await receiver();
    const { page, SubAppId } = await openApplication('/settings/callbacks');
    expectNoDialogs(page);
    await page.getByText('No callback has been sent yet.').waitFor();
    await page.getByLabel('Address').fill(url);
    await page.getByLabel('Set a new sign key').check();
    await page.getByRole('button', { name: 'Generate' }).click();
    await page.getByRole('button', { name: 'Send a test event' }).click();
    const result = page.getByRole('status').filter({ hasText: 'The address accepted the test event' });
    await result.getByText(script).waitFor();
    expect(received.map((body) => JSON.parse(body).EventType)).toEqual(['Test']);

    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Saved').waitFor();
    await site.current.call(page, 'PullUpload', { SubAppId, MediaUrl: 'http://127.0.0.1:1/private.mp4' });
    const row = page.getByRole('row', { name: /A download has ended Delivered 200/ });
    await row.waitFor();
    expect(received.map((body) => JSON.parse(body).EventType)).toEqual(['Test', 'PullComplete']);
    expect(JSON.parse(received[1] ?? '')).toMatchObject({ Sign: expect.any(String) });

    await row.getByRole('button', { name: 'A download has ended' }).click();
    const dialog = page.getByRole('dialog', { name: 'Callback' });
    await dialog.getByText(script).waitFor();
    await dialog.getByRole('button', { name: 'Send again' }).click();
    await expect.poll(() => received.length, { timeout: 30_000 }).toBe(3);
    const [, first, again] = received.map((body) => ({ ...JSON.parse(body), Sign: '', T: 0 }));
    expect(again).toEqual(first);
  });

  test('say why an address on this machine is refused', async () => {
    const { page } = await openApplication('/settings/callbacks');
    await page.getByLabel('Address').fill('http://127.0.0.1:1/');
    await page.getByRole('button', { name: 'Send a test event' }).click();
    await page.getByRole('status').filter({ hasText: 'did not accept' }).getByText('127.0.0.1').first().waitFor();
  });

  test('create a key pair whose session ends in other browsers when it is disabled', async () => {
    const page = await site.current.open('/settings/keys');
    await page.getByRole('button', { name: 'Create key pair' }).click();
    await page.getByRole('dialog').getByLabel('Name').fill(script);
    await page.getByRole('button', { name: 'Create', exact: true }).click();
    const secret = page.getByRole('dialog', { name: 'The new key pair' });
    await secret.locator('code').nth(1).waitFor();
    const [SecretId = '', SecretKey = ''] = await secret.locator('code').allTextContents();
    await secret.getByRole('button', { name: 'I have stored it' }).click();

    // Requests that are under way when the session ends are refused, which Chromium reports.
    const other = await site.current.open('/sign-in', { signedIn: false, expectedErrors: /status of 401/ });
    await other.getByLabel('SecretId').fill(SecretId);
    await other.getByRole('textbox', { name: 'SecretKey' }).fill(SecretKey);
    await other.getByRole('button', { name: 'Sign in' }).click();
    await other.getByRole('heading', { name: 'Media', exact: true }).waitFor();

    await page.getByRole('button', { name: `Actions on ${script}` }).click();
    await page.getByRole('menuitem', { name: 'Disable' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Disable' }).click();
    await page.getByRole('row', { name: new RegExp(`${SecretId} Disabled`) }).waitFor();
    await other.reload();
    await other.getByRole('heading', { name: 'Sign in to cliploop' }).waitFor();
  });

  test('end the session of another browser, and name this one', async () => {
    const other = await site.current.open('/settings/about');
    const sessions = '/x/v1/sessions';
    const headers = { 'X-Cliploop-Csrf': '1' };
    const list = async () =>
      (await (await other.request.get(`${site.current.origin}${sessions}`, { headers })).json()).Sessions;
    const current = (await list()).find(({ Current }: { Current: boolean }) => Current);
    const page = await site.current.open('/settings/sessions');
    const rows = page.getByRole('row', { name: /^Chrome \d+ on Linux/ });
    await rows.filter({ hasText: 'This browser' }).waitFor();
    // Other tests have sessions, too. The newest ones are first: this one, then the other one.
    expect(current.UserAgent).toContain('Chrome');
    const path = `${site.current.origin}${sessions}/${current.SessionId}`;
    expect((await page.request.delete(path, { headers })).status()).toBe(200);
    await other.reload();
    await other.getByRole('heading', { name: 'Sign in to cliploop' }).waitFor();
  });

  test('fit on a phone: nothing is wider than the page', async () => {
    const phone = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true };
    const page = await site.current.open('/settings', phone);
    for (const section of ['callbacks', 'keys', 'sessions', 'applications', 'storage', 'about']) {
      await page.goto(`${site.current.origin}/console/settings/${section}`);
      await page.getByRole('heading', { level: 1 }).waitFor();
      await page.waitForFunction(() => document.querySelector('.mantine-Skeleton-root') === null);
      expect(await page.evaluate(() => document.documentElement.scrollWidth), section).toBeLessThanOrEqual(390);
    }
  });
});
