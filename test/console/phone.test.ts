import { credential } from '@cliploop/testing/credential';
import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { hasBrowser, useConsole } from './console.ts';
import { file, makeClips } from './upload-page.ts';

const site = useConsole();
let clip: Buffer;

beforeAll(async () => {
  if (hasBrowser) ({ clip } = await makeClips(site.current.service.data));
});

const phone = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true };

async function tap(page: Page, role: 'button' | 'link' | 'option' | 'combobox', name: string | RegExp): Promise<void> {
  await page.getByRole(role, { name, exact: true }).first().tap();
}

/** Taps a field until it shows its options: what loads meanwhile may close them. */
async function choose(page: Page, field: string, name: string | RegExp): Promise<void> {
  const option = page.getByRole('option', { name, exact: true }).first();
  const isShown = async (): Promise<boolean> => {
    if (!(await option.isVisible())) await tap(page, 'combobox', field);
    return option.isVisible();
  };
  await expect.poll(isShown, { timeout: 30_000, interval: 1000 }).toBe(true);
  await option.tap();
}

describe.skipIf(!hasBrowser)('the console on a phone, in Chinese', () => {
  test('leads from the sign-in over an upload with a task flow to the animation, and to the sign-out', async () => {
    const page = await site.current.open('/media', { ...phone, locale: 'zh-CN', signedIn: false });
    await page.addInitScript(() => Reflect.deleteProperty(window, 'showOpenFilePicker'));
    await page.reload();
    await page.getByLabel('密钥 ID（SecretId）').fill(credential.secretId);
    await page.getByRole('textbox', { name: '密钥（SecretKey）' }).fill(credential.secretKey);
    await tap(page, 'button', '登录');

    await tap(page, 'link', '任务流');
    await tap(page, 'link', '新建任务流');
    await page.getByLabel('名称', { exact: true }).fill('手机');
    await choose(page, '动图 1', /^WebP-source/);
    await page.getByLabel('终点', { exact: true }).fill('1');
    await tap(page, 'button', '创建任务流');
    await page.getByRole('heading', { level: 1, name: '手机' }).waitFor();

    await tap(page, 'link', '媒体');
    await tap(page, 'button', '上传');
    const chooser = page.waitForEvent('filechooser');
    await tap(page, 'button', '选择文件');
    await (await chooser).setFiles([file('海边.mp4', clip)]);
    await choose(page, '任务流', '手机');
    await tap(page, 'button', '上传 1 个文件');
    await page.getByText('已上传 1/1').waitFor();
    await tap(page, 'button', '关闭');

    await tap(page, 'link', '任务');
    const row = page.getByRole('row', { name: /海边/ });
    await row.getByText('已完成', { exact: true }).first().waitFor();
    await row.getByRole('link').first().tap();
    const picture = page.getByRole('img', { name: '海边' });
    await expect.poll(() => picture.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBe(320);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);

    await page.getByRole('button', { name: /^账号/ }).tap();
    await tap(page, 'button', '退出登录');
    await page.getByRole('heading', { name: '登录 cliploop' }).waitFor();
  });
});
