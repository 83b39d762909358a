import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findChromium } from '../../oracle/chromium.ts';
import { type Running, startService } from '../../support/service.ts';

const executablePath = findChromium();
let running: Running;
let origin: string;
let browser: Browser;

beforeAll(async () => {
  if (!executablePath) return;
  running = await startService({ CLIPLOOP_CONSOLE: 'off' });
  origin = `http://${running.endpoint}`;
  browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
});
afterAll(async () => {
  if (!executablePath) return;
  await browser?.close();
  await running?.close();
});

/** Opens the page. `noise` lists console messages, errors and further requests. */
async function open(options: BrowserContextOptions, path = '/reference'): Promise<{ page: Page; noise: string[] }> {
  const page = await (await browser.newContext(options)).newPage();
  const noise: string[] = [];
  page.on('console', (message) => noise.push(message.text()));
  page.on('pageerror', (error) => noise.push(error.message));
  page.on('request', (request) => noise.push(request.url()));
  await page.goto(`${origin}${path}`);
  expect(noise.splice(0, 1)).toEqual([`${origin}${path}`]);
  return { page, noise };
}

/** Expressions as text, because this file has no types of the DOM. */
const overflow = 'document.documentElement.scrollWidth - innerWidth';
const color = 'getComputedStyle(document.body).backgroundColor';

describe.skipIf(!executablePath)('page at / in a browser', () => {
  test.each([360, 1280])('fits %i px, loads nothing and links to the reference', async (width) => {
    const { page, noise } = await open({ viewport: { width, height: 700 } }, '/');
    expect(await page.evaluate(overflow)).toBe(0);
    expect(noise).toEqual([]);
    await page.click('text=API reference');
    expect(page.url()).toBe(`${origin}/reference`);
    await page.context().close();
  });

  test('follows the light or dark color scheme', async () => {
    const grounds = await Promise.all(
      (['light', 'dark'] as const).map(async (colorScheme) => {
        const { page } = await open({ colorScheme }, '/');
        return page.evaluate(color);
      }),
    );
    expect(grounds).toEqual(['rgb(255, 255, 255)', 'rgb(18, 23, 29)']);
  });
});

describe.skipIf(!executablePath)('API reference in a browser', () => {
  test.each([400, 768, 1280, 1920])(
    'fits %i px, loads nothing and respects its content security policy',
    async (width) => {
      const { page, noise } = await open({ viewport: { width, height: 800 } });
      expect(await page.evaluate(overflow)).toBe(0);
      expect(noise).toEqual([]);
      await page.context().close();
    },
  );

  test('follows the light or dark color scheme', async () => {
    const grounds = await Promise.all(
      (['light', 'dark'] as const).map(async (colorScheme) => {
        const { page } = await open({ colorScheme });
        return page.evaluate(color);
      }),
    );
    expect(grounds).toEqual(['rgb(255, 255, 255)', 'rgb(18, 23, 29)']);
  });

  test('filters entries by all words', async () => {
    const { page, noise } = await open({ viewport: { width: 1280, height: 800 } });
    const shown = page.locator('main h3:visible');
    const all = await shown.count();
    await page.fill('nav input', ' ResolutionAdaptive  create ');
    expect(await shown.allTextContents()).toEqual([
      'CreateAnimatedGraphicsTemplate',
      'DescribeAnimatedGraphicsTemplates',
      'AnimatedGraphicsTemplate',
    ]);
    await page.fill('nav input', '');
    expect(await shown.count()).toBe(all);
    expect(noise).toEqual([]);
  });

  test('folds the table of contents on a narrow screen, and jumps to an action', async () => {
    const { page } = await open({ viewport: { width: 400, height: 800 } });
    const link = page.locator('nav li a', { hasText: /^ProcessMedia$/ });
    expect(await link.isVisible()).toBe(false);
    await page.click('nav summary');
    await link.click();
    expect(await link.isVisible()).toBe(false);
    expect(page.url()).toBe(`${origin}/reference#ProcessMedia`);
  });

  test('shows everything without scripts', async () => {
    const { page } = await open({ javaScriptEnabled: false, viewport: { width: 400, height: 800 } });
    expect(await page.locator('nav li a:visible').count()).toBe(await page.locator('nav li a').count());
    expect(await page.locator('main h3:visible').count()).toBe(await page.locator('main h3').count());
    expect(await page.locator('nav input').count()).toBe(0);
  });
});
